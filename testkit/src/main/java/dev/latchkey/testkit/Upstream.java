package dev.latchkey.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An identity provider as others run them: OpenID Connect with discovery, PKCE, RS256 and user
 * info. Its login page lets in whoever {@code login_hint} names, without asking; a person may have
 * a fault, so that only what concerns this person goes wrong. Thread-safe.
 */
public final class Upstream implements AutoCloseable {

  public static final String CLIENT_ID = "latchkey-at-upstream";
  public static final String SECRET = "the-secret-between-latchkey-and-upstream";

  /** What goes wrong. */
  public enum Fault {
    NONE,
    /** The user refuses. */
    REFUSES,
    /** The token endpoint hangs up. */
    HANGS_UP,
    /** The token endpoint says nothing until the provider is closed. */
    SLOW,
    /** The token endpoint answers with a redirect to one that would give tokens. */
    REDIRECTS,
    /** The token endpoint answers without end. */
    ENDLESS,
    NOT_JSON,
    WRONG_KEY,
    UNSIGNED,
    WRONG_NONCE,
    NO_NONCE,
    WRONG_AUDIENCE,
    FOREIGN_PARTY,
    WRONG_ISSUER,
    EXPIRED,
    NOT_YET,
    NO_SUBJECT,
    /** The user info has no family name. */
    TELLS_LITTLE,
    /** The user info is about somebody else. */
    OTHER_USERINFO
  }

  /** Somebody with an account here. */
  public record Person(String subject, @Nullable String email, boolean emailVerified, Fault fault) {

    /** Somebody new with that address, which the provider has verified. */
    public static Person of(String email) {
      return new Person(UUID.randomUUID().toString(), email, true, Fault.NONE);
    }

    public Person unverified() {
      return new Person(subject, email, false, fault);
    }

    public Person with(Fault other) {
      return new Person(subject, email, emailVerified, other);
    }

    public Person withEmail(@Nullable String other) {
      return new Person(subject, other, emailVerified, fault);
    }
  }

  private record Code(Person person, Map<String, String> request) {}

  private final HttpServer server;
  private final RSAKey key;
  private final RSAKey otherKey;
  private final ECKey clientKey;
  private final Map<String, Person> people = new ConcurrentHashMap<>();
  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private final Map<String, Person> accessTokens = new ConcurrentHashMap<>();
  private final Map<String, Integer> hits = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile InstantSource clock = InstantSource.system();

  private Upstream(HttpServer server) throws JOSEException {
    this.server = server;
    this.key = new RSAKeyGenerator(2048).keyID("upstream").algorithm(JWSAlgorithm.RS256).generate();
    this.otherKey = new RSAKeyGenerator(2048).keyID("upstream").generate();
    this.clientKey = new ECKeyGenerator(Curve.P_256).keyID("CLIENTKEY").generate();
  }

  public static Upstream start() {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      Upstream upstream = new Upstream(HttpServer.create(address, 0));
      upstream.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      upstream.server.createContext("/", upstream::handle);
      upstream.server.start();
      return upstream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its tokens are dated by that clock. */
  public void follow(InstantSource other) {
    clock = other;
  }

  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** As a provider of a tenant, by discovery. */
  public Map<String, Object> provider(String key) {
    Map<String, Object> provider = new LinkedHashMap<>();
    provider.put("key", key);
    provider.put("preset", "oidc");
    provider.put("client_id", CLIENT_ID);
    provider.put("client_secret", SECRET);
    provider.put("discovery", issuer());
    provider.put("trust_email", true);
    return provider;
  }

  /** As Facebook is. */
  public Map<String, Object> facebookProvider(String key) {
    Map<String, Object> provider = plainProvider(key);
    provider.put("preset", "facebook");
    provider.remove("trust_email");
    provider.put(
        "endpoints",
        Map.of(
            "authorization", issuer() + "/authorize",
            "token", issuer() + "/token",
            "userinfo", issuer() + "/me",
            "token_info", issuer() + "/debug_token"));
    return provider;
  }

  /** As Apple's is: the client signs its secret, and there is no PKCE. */
  public Map<String, Object> appleProvider(String key) {
    try {
      Map<String, Object> provider = provider(key);
      provider.put("preset", "apple");
      provider.remove("client_secret");
      provider.remove("trust_email");
      byte[] privateKey = clientKey.toECPrivateKey().getEncoded();
      String pem =
          "-----BEGIN PRIVATE KEY-----\n"
              + Base64.getMimeEncoder().encodeToString(privateKey)
              + "\n-----END PRIVATE KEY-----\n";
      provider.put(
          "signing_key", Map.of("team_id", "TEAM", "key_id", "CLIENTKEY", "private_key", pem));
      return provider;
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As a provider that knows no OpenID Connect. */
  public Map<String, Object> plainProvider(String key) {
    Map<String, Object> provider = provider(key);
    provider.put("preset", "oauth2");
    provider.remove("discovery");
    provider.put(
        "endpoints",
        Map.of(
            "authorization", issuer() + "/authorize",
            "token", issuer() + "/token",
            "userinfo", issuer() + "/me",
            "token_info", issuer() + "/tokeninfo"));
    provider.put("claims", Map.of("sub", "/user/id", "email", "/user/mail"));
    return provider;
  }

  /** The person's name for {@code login_hint}. */
  public String hint(Person person) {
    people.put(person.subject(), person);
    return person.subject();
  }

  /** What a browser that is sent there is answered: where it is sent back to. */
  public URI visit(URI authorize) {
    Answer answer = Http.to(issuer()).get(authorize.getRawPath() + "?" + authorize.getRawQuery());
    if (answer.header("Location").isEmpty()) {
      throw new AssertionError("Not sent back: " + answer);
    }
    return answer.location();
  }

  /** An ID token as One Tap gives it to a page, for the hash of that nonce. */
  public String idToken(Person person, String nonce) {
    return idToken(person, CLIENT_ID, sha256(nonce));
  }

  /** An access token as a native app gets it, for the app of that name. */
  public String accessToken(Person person, String clientId) {
    String token = clientId + "." + UUID.randomUUID();
    accessTokens.put(token, person);
    return token;
  }

  /** How often a path was asked. */
  public int hits(String path) {
    return hits.getOrDefault(path, 0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    hits.merge(path, 1, Integer::sum);
    switch (path) {
      case "/.well-known/openid-configuration" -> json(exchange, 200, configuration());
      case "/keys" -> json(exchange, 200, new JWKSet(key.toPublicJWK()).toJSONObject());
      case "/authorize" -> authorize(exchange);
      case "/token" -> token(exchange);
      case "/userinfo" -> userinfo(exchange, false);
      case "/me" -> userinfo(exchange, true);
      case "/tokeninfo" -> tokenInfo(exchange);
      case "/debug_token" -> debugToken(exchange);
      default -> json(exchange, 404, Map.of("error", "not_found"));
    }
  }

  private Map<String, Object> configuration() {
    return Map.of(
        "issuer", issuer(),
        "authorization_endpoint", issuer() + "/authorize",
        "token_endpoint", issuer() + "/token",
        "userinfo_endpoint", issuer() + "/userinfo",
        "jwks_uri", issuer() + "/keys");
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> request = parameters(exchange.getRequestURI().getRawQuery());
    Person person = people.get(request.getOrDefault("login_hint", ""));
    if (person == null || !CLIENT_ID.equals(request.get("client_id"))) {
      json(exchange, 400, Map.of("error", "invalid_request"));
      return;
    }
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("state", request.getOrDefault("state", ""));
    if (person.fault() == Fault.REFUSES) {
      answer.put("error", "access_denied");
    } else {
      String code = UUID.randomUUID().toString();
      codes.put(code, new Code(person, request));
      answer.put("code", code);
    }
    redirect(exchange, request.get("redirect_uri") + "?" + Http.form(answer));
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Code code = codes.remove(form.getOrDefault("code", ""));
    if (code == null
        || !isSecret(form.getOrDefault("client_secret", ""))
        || !code.request().getOrDefault("redirect_uri", "").equals(form.get("redirect_uri"))
        || !fits(form.get("code_verifier"), code.request().get("code_challenge"))) {
      json(exchange, 400, Map.of("error", "invalid_grant"));
      return;
    }
    switch (code.person().fault()) {
      case HANGS_UP -> exchange.close();
      case SLOW -> {
        await();
        exchange.close();
      }
      case REDIRECTS -> redirect(exchange, issuer() + "/token");
      case ENDLESS -> endless(exchange);
      case NOT_JSON -> send(exchange, 200, "<html>It works!</html>");
      default -> json(exchange, 200, tokens(code));
    }
  }

  private boolean isSecret(String sent) {
    if (sent.equals(SECRET)) {
      return true;
    }
    try {
      SignedJWT secret = SignedJWT.parse(sent);
      JWTClaimsSet claims = secret.getJWTClaimsSet();
      return secret.verify(new ECDSAVerifier(clientKey.toPublicJWK()))
          && "CLIENTKEY".equals(secret.getHeader().getKeyID())
          && "TEAM".equals(claims.getIssuer())
          && CLIENT_ID.equals(claims.getSubject())
          && claims.getAudience().equals(List.of(issuer()))
          && claims.getExpirationTime().toInstant().isAfter(clock.instant());
    } catch (ParseException | JOSEException e) {
      return false;
    }
  }

  private static boolean fits(@Nullable String verifier, @Nullable String challenge) {
    return verifier == null || challenge == null
        ? verifier == null && challenge == null
        : sha256(verifier).equals(challenge);
  }

  private Map<String, Object> tokens(Code code) {
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("access_token", accessToken(code.person(), CLIENT_ID));
    tokens.put("token_type", "Bearer");
    String nonce = code.request().get("nonce");
    if (nonce != null) {
      tokens.put("id_token", idToken(code.person(), CLIENT_ID, nonce));
    }
    return tokens;
  }

  private String idToken(Person person, String clientId, String nonce) {
    Fault fault = person.fault();
    Instant now = clock.instant();
    Instant issued = fault == Fault.NOT_YET ? now.plusSeconds(3_600) : now;
    Instant expires = fault == Fault.EXPIRED ? now.minusSeconds(120) : now.plusSeconds(600);
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(fault == Fault.WRONG_ISSUER ? "https://other.example" : issuer())
            .issueTime(Date.from(issued))
            .expirationTime(Date.from(expires))
            .claim("email", person.email())
            .claim("email_verified", person.emailVerified())
            .claim("given_name", "Ada");
    List<String> audience = new ArrayList<>();
    audience.add(fault == Fault.WRONG_AUDIENCE ? "another-app" : clientId);
    if (fault == Fault.FOREIGN_PARTY) {
      audience.add("another-app");
      claims.claim("azp", "another-app");
    }
    claims.audience(audience);
    if (fault != Fault.NO_SUBJECT) {
      claims.subject(person.subject());
    }
    if (fault != Fault.NO_NONCE) {
      claims.claim("nonce", fault == Fault.WRONG_NONCE ? "another-nonce" : nonce);
    }
    try {
      if (fault == Fault.UNSIGNED) {
        return new PlainJWT(claims.build()).serialize();
      }
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("upstream").build();
      SignedJWT token = new SignedJWT(header, claims.build());
      token.sign(new RSASSASigner(fault == Fault.WRONG_KEY ? otherKey : key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void userinfo(HttpExchange exchange, boolean plain) throws IOException {
    String bearer = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    Person person = accessTokens.get(bearer.replaceFirst("^Bearer ", ""));
    if (person == null) {
      json(exchange, 401, Map.of("error", "invalid_token"));
      return;
    }
    Map<String, Object> said = new LinkedHashMap<>();
    said.put(
        plain ? "id" : "sub",
        person.fault() == Fault.OTHER_USERINFO ? "somebody-else" : person.subject());
    said.put(plain ? "mail" : "email", person.email());
    said.put("email_verified", person.emailVerified());
    if (person.fault() != Fault.TELLS_LITTLE) {
      said.put("family_name", "Lovelace");
    }
    said.put("picture", "javascript:alert(1)");
    json(
        exchange,
        200,
        plain ? Map.of("user", said, "email_verified", person.emailVerified()) : said);
  }

  private void tokenInfo(HttpExchange exchange) throws IOException {
    String token =
        parameters(exchange.getRequestURI().getRawQuery()).getOrDefault("access_token", "");
    boolean known = accessTokens.containsKey(token);
    json(
        exchange,
        known ? 200 : 400,
        known ? Map.of("aud", token.substring(0, token.indexOf('.'))) : Map.of("error", "invalid"));
  }

  /** As Facebook's: tells an app about a token, when the app shows its own secret. */
  private void debugToken(HttpExchange exchange) throws IOException {
    Map<String, String> query = parameters(exchange.getRequestURI().getRawQuery());
    String token = query.getOrDefault("input_token", "");
    boolean asked = (CLIENT_ID + "|" + SECRET).equals(query.get("access_token"));
    if (!asked || !accessTokens.containsKey(token)) {
      json(exchange, 400, Map.of("error", Map.of("code", 190)));
      return;
    }
    String app = token.substring(0, token.indexOf('.'));
    json(exchange, 200, Map.of("data", Map.of("app_id", app, "is_valid", true)));
  }

  private void await() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void endless(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] blanks = " ".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
    try (exchange) {
      for (int i = 0; i < 1_000; i++) {
        exchange.getResponseBody().write(blanks);
      }
    }
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private static void json(HttpExchange exchange, int status, Object body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    send(exchange, status, JsonMapper.shared().writeValueAsString(body));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : String.valueOf(query).split("&")) {
      int eq = pair.indexOf('=');
      if (eq > 0) {
        parameters.put(
            pair.substring(0, eq),
            URLDecoder.decode(pair.substring(eq + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
