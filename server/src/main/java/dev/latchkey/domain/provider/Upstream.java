package dev.latchkey.domain.provider;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.key.RemoteKeys;
import dev.latchkey.domain.provider.Directory.Place;
import dev.latchkey.domain.provider.Preset.TokenCheck;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.Outbound.Request;
import dev.latchkey.platform.outbound.OutboundException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Talks to providers, by OpenID Connect or OAuth 2.0 with a user info endpoint, and believes only
 * what was checked. Every method may throw {@code SOCIAL_LOGIN_FAILED} when the provider's answer
 * cannot be used, and {@code TEMPORARILY_UNAVAILABLE} when there is none. Thread-safe.
 */
public final class Upstream {

  /**
   * What this server sends along to recognise the answer by.
   *
   * @param verifier of PKCE (RFC 7636)
   */
  public record Handshake(String redirectUri, String state, String nonce, String verifier) {}

  /**
   * What the client would like the provider to do.
   *
   * @param scope instead of the configured one
   */
  public record Wish(@Nullable String prompt, @Nullable String scope, @Nullable String loginHint) {}

  /** How far ahead the end of an ID token may be that is taken from an app or a page. */
  public static final Duration LONGEST_ID_TOKEN = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.provider");
  private static final int MOST_CLAIMS = 16 * 1024;

  private final Directory directory;
  private final IdTokens idTokens;
  private final InstantSource clock;

  public Upstream(Outbound outbound, RemoteKeys keys, InstantSource clock) {
    this.directory = new Directory(outbound, keys, clock);
    this.idTokens = new IdTokens(directory, clock);
    this.clock = clock;
  }

  /** Where the browser is sent (OpenID Connect Core section 3.1.2.1). */
  public URI authorize(Tenant tenant, Provider provider, Handshake handshake, Wish wish) {
    return guarded(
        provider,
        () -> {
          Preset preset = provider.preset();
          Map<String, String> query = new LinkedHashMap<>(preset.authorizeParameters());
          query.put("response_type", "code");
          query.put(clientIdName(preset), provider.clientId());
          query.put("redirect_uri", handshake.redirectUri());
          putIfThere(query, "scope", scope(provider, wish));
          query.put("state", handshake.state());
          if (preset.idToken()) {
            query.put("nonce", handshake.nonce());
          }
          if (preset.pkce()) {
            query.put("code_challenge", Digest.base64Url(Digest.sha256(handshake.verifier())));
            query.put("code_challenge_method", "S256");
          }
          putIfThere(query, "prompt", wish.prompt());
          putIfThere(query, "login_hint", wish.loginHint());
          String endpoint = directory.place(tenant, provider).authorization();
          return Directory.uri(endpoint + (endpoint.indexOf('?') < 0 ? '?' : '&') + form(query));
        });
  }

  private static String scope(Provider provider, Wish wish) {
    String separator = provider.preset().scopeSeparator();
    return wish.scope() != null && !wish.scope().isBlank()
        ? wish.scope()
        : String.join(separator == null ? " " : separator, provider.scope());
  }

  /**
   * @param issuer that the answer names (RFC 9207)
   * @throws ApiException {@code SOCIAL_LOGIN_FAILED} when it is not this provider
   */
  public void requireIssuer(Tenant tenant, Provider provider, String issuer) {
    guarded(
        provider,
        () -> {
          String own = directory.place(tenant, provider).issuer();
          if (own != null && own.indexOf('{') < 0 && !own.equals(issuer)) {
            throw new Unusable("An answer of another provider");
          }
          return issuer;
        });
  }

  /** The identity behind the code that came with the browser. */
  public VerifiedIdentity byCode(
      Tenant tenant, Provider provider, String code, Handshake handshake) {
    return guarded(
        provider,
        () -> {
          JsonNode tokens =
              tokens(tenant, provider, code, handshake.redirectUri(), handshake.verifier());
          ObjectNode claims = Json.object();
          if (provider.preset().idToken()) {
            String idToken = tokens.path("id_token").asString("");
            claims.setAll(idTokens.claims(tenant, provider, idToken, handshake.nonce()));
          }
          return identity(tenant, provider, claims, tokens.path("access_token").asString(""));
        });
  }

  /**
   * The identity behind an ID token that an app or a page got from the provider by itself.
   *
   * @param key of the provider; the token's audience tells the variant
   * @param nonce of which the token carries the hash (contract section 4.1.6)
   */
  public VerifiedIdentity byIdToken(Tenant tenant, String key, String idToken, String nonce) {
    List<Provider> variants = Provider.ofKey(tenant, key);
    if (variants.isEmpty()) {
      throw ApiError.MISSING_CONFIG.exception("No such provider");
    }
    return guarded(
        variants.getFirst(),
        () -> {
          List<String> audience = IdTokens.audience(idToken);
          Provider provider =
              variants.stream()
                  .filter(one -> audience.stream().anyMatch(id -> IdTokens.isOurs(one, id)))
                  .findFirst()
                  .orElseThrow(() -> new Unusable("An ID token for another app"));
          String hash = Digest.base64Url(Digest.sha256(nonce));
          ObjectNode claims = idTokens.claims(tenant, provider, idToken, hash);
          long latest = clock.instant().plus(LONGEST_ID_TOKEN).getEpochSecond();
          if (claims.path("exp").asLong(Long.MAX_VALUE) > latest) {
            throw new Unusable("The ID token lives too long");
          }
          return describe(provider, claims, null, null);
        });
  }

  /**
   * The identity behind an access token that an app got from the provider by itself. It must have
   * been made for this tenant's app: a token of any other app would let that app in as its users.
   *
   * @throws ApiException {@code UNAUTHORIZED_CLIENT} when the provider cannot tell that
   */
  public VerifiedIdentity byToken(Tenant tenant, Provider provider, String token) {
    TokenCheck check = provider.tokenCheck();
    if (check == null) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception("Tokens of this provider are not taken");
    }
    return guarded(
        provider,
        () -> {
          Map<String, String> query = new LinkedHashMap<>();
          query.put(check.parameter(), token);
          if (check.byApp()) {
            query.put("access_token", provider.clientId() + "|" + secret(provider));
          }
          URI uri = Directory.uri(check.url() + "?" + form(query));
          JsonNode said = Directory.json(directory.send(tenant, Request.get(uri)));
          if (!IdTokens.isOurs(provider, said.at(check.audience()).asString(""))) {
            throw new Unusable("A token of another app");
          }
          return identity(tenant, provider, Json.object(), token);
        });
  }

  /**
   * The identity behind a code that an app got from the provider by itself; only this tenant's app
   * can exchange it.
   *
   * @throws ApiException {@code UNAUTHORIZED_CLIENT} when the provider has ID tokens: without a
   *     nonce they are not bound to this request
   */
  public VerifiedIdentity byNativeCode(Tenant tenant, Provider provider, String code) {
    if (provider.preset().idToken()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception("Codes of this provider are not taken");
    }
    return guarded(
        provider,
        () -> {
          JsonNode tokens = tokens(tenant, provider, code, null, null);
          return identity(
              tenant, provider, Json.object(), tokens.path("access_token").asString(""));
        });
  }

  private JsonNode tokens(
      Tenant tenant,
      Provider provider,
      String code,
      @Nullable String redirectUri,
      @Nullable String verifier) {
    Preset preset = provider.preset();
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    putIfThere(form, "redirect_uri", redirectUri);
    if (preset.pkce()) {
      putIfThere(form, "code_verifier", verifier);
    }
    boolean basic = "basic".equals(preset.clientAuth());
    form.put(clientIdName(preset), provider.clientId());
    if (!basic && (provider.settings().clientSecret() != null || isSigned(provider))) {
      form.put(
          "client_secret",
          isSigned(provider) ? SignedSecret.make(provider, clock.instant()) : secret(provider));
    }
    Request request =
        Request.post(Directory.uri(directory.place(tenant, provider).token()), form(form));
    JsonNode tokens =
        Directory.json(
            directory.send(
                tenant, basic ? request.with("Authorization", basic(provider)) : request));
    if (tokens.has("error")) {
      throw new Unusable("The token endpoint refuses the code");
    }
    return tokens;
  }

  private static String basic(Provider provider) {
    String pair = encode(provider.clientId()) + ":" + encode(secret(provider));
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isSigned(Provider provider) {
    return "jwt".equals(provider.preset().clientAuth());
  }

  private static String secret(Provider provider) {
    return Objects.requireNonNullElse(provider.settings().clientSecret(), "");
  }

  private VerifiedIdentity identity(
      Tenant tenant, Provider provider, ObjectNode claims, String accessToken) {
    Place place = directory.place(tenant, provider);
    boolean asks = !provider.preset().idToken() || provider.preset().askUserinfo();
    if (!asks || place.userinfo() == null) {
      return describe(provider, claims, null, accessToken);
    }
    ObjectNode said = authorized(tenant, place.userinfo(), accessToken).asObject();
    // OpenID Connect Core section 5.3.2: it may be the answer about somebody else.
    if (provider.preset().idToken()
        && !said.path("sub").asString("").equals(claims.path("sub").asString(""))) {
      throw new Unusable("The user info is about another subject");
    }
    said.setAll(claims);
    String emails = provider.preset().emails();
    return describe(
        provider,
        said,
        emails == null ? null : authorized(tenant, emails, accessToken),
        accessToken);
  }

  private JsonNode authorized(Tenant tenant, String url, String accessToken) {
    return Directory.json(
        directory.send(
            tenant,
            Request.get(Directory.uri(url)).with("Authorization", "Bearer " + accessToken)));
  }

  private VerifiedIdentity describe(
      Provider provider,
      ObjectNode claims,
      @Nullable JsonNode emails,
      @Nullable String accessToken) {
    Map<String, String> pointers = provider.claims();
    String subject = at(claims, pointers.get("sub")).asString("");
    if (subject.isBlank() || subject.length() > Limits.NAME || !Fields.isPlain(claims)) {
      throw new Unusable("No usable subject");
    }
    JsonNode primary = primary(emails);
    JsonNode address = primary == null ? at(claims, pointers.get("email")) : primary.path("email");
    JsonNode verified =
        primary == null ? at(claims, pointers.get("email_verified")) : primary.path("verified");
    Identifier email = Identifiers.email(address.asString("")).orElse(null);
    ObjectNode profile = Json.object();
    pointers.forEach((field, pointer) -> {
      JsonNode value = at(claims, pointer);
      if (value.isString() && !field.startsWith("email") && !field.equals("sub")) {
        profile.put(field, value.asString());
      }
    });
    boolean isVerified = provider.trustsEmail() && isTrue(verified);
    Instant now = clock.instant();
    ObjectNode kept = Json.write(claims).length > MOST_CLAIMS ? Json.object() : claims;
    String token = accessToken == null || accessToken.isEmpty() ? null : accessToken;
    return new VerifiedIdentity(provider, subject, email, isVerified, profile, kept, token, now);
  }

  /** Of a list of addresses the one that the user calls the first. */
  private static @Nullable JsonNode primary(@Nullable JsonNode emails) {
    return emails == null
        ? null
        : emails
            .valueStream()
            .filter(email -> email.path("primary").asBoolean(false))
            .findFirst()
            .orElse(null);
  }

  /** A truth value, which some providers write as a text or number. */
  private static boolean isTrue(JsonNode value) {
    return value.isBoolean() && value.asBoolean()
        || value.isString() && (value.asString().equals("true") || value.asString().equals("1"))
        || value.isNumber() && value.asInt(0) == 1;
  }

  private static JsonNode at(ObjectNode claims, @Nullable String pointer) {
    return pointer == null ? claims.path("") : claims.at(pointer);
  }

  private static String clientIdName(Preset preset) {
    return preset.clientIdParameter() == null ? "client_id" : preset.clientIdParameter();
  }

  private static void putIfThere(Map<String, String> fields, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      fields.put(name, value);
    }
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The reason goes to the log; the caller learns that it did not work. */
  private static <T> T guarded(Provider provider, Supplier<T> work) {
    try {
      return work.get();
    } catch (Unusable e) {
      LOG.info("{} is not believed: {}", provider, e.getMessage());
      throw ApiError.SOCIAL_LOGIN_FAILED.exception();
    } catch (OutboundException e) {
      LOG.warn("{} cannot be asked: {}", provider, e.getMessage());
      throw ApiError.TEMPORARILY_UNAVAILABLE.exception();
    }
  }
}
