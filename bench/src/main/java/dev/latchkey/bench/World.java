package dev.latchkey.bench;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A running server with who is in it, and what they ask of it.
 *
 * @param connections of the load
 * @param newcomers how many have signed up
 */
record World(
    Target server, Population people, Tokens tokens, int connections, AtomicLong newcomers) {
  private static final long SEED = 20_261_121;

  /** Without {@code openid} there is no ID token, so one signature less. */
  private static final String WITHOUT_ID_TOKEN = "profile email phone offline_access";

  private static final String WITH_ID_TOKEN = "openid " + WITHOUT_ID_TOKEN;

  /** One script for each connection. */
  List<Script> scripts(Operation operation) {
    SplittableRandom random = new SplittableRandom();
    HashSetting hash = operation.configuration().hash();
    return switch (operation) {
      case DISCOVERY -> same(get("/.well-known/openid-configuration"), "\"issuer\":");
      case JWKS -> same(get("/jwks.json"), "\"keys\":");
      case CLIENT_ES256 ->
          same(clientCredentials(ServerConfiguration.ES256), "\"access_token\":\"");
      case CLIENT_RS256 ->
          same(clientCredentials(ServerConfiguration.RS256), "\"access_token\":\"");
      case REFRESH -> refreshes(WITHOUT_ID_TOKEN);
      case REFRESH_OPENID -> refreshes(WITH_ID_TOKEN);
      case USERINFO -> withTokens(this::userinfo, "\"sub\":\"");
      case INTROSPECTION -> withTokens(this::introspection, "\"active\":true");
      case AUTHORIZE_TO_TOKEN -> each(i -> new Scripts.AuthorizeToToken(server, sessions(i)));
      case PAR_DPOP -> each(i -> new PushedLogin(server, sessions(i)));
      case LOGIN_19, LOGIN_7, LOGIN_FREE ->
          each(_ -> {
            Supplier<String> emails = emails(hash, random.split());
            return Scripts.each(() -> Scripts.login(server, emails.get()), "\"tkn\":\"");
          });
      case PASSKEY_LOGIN -> each(i -> new PasskeyLogin(server, people, inTurn(i)));
      case PASSWORDLESS_LOGIN ->
          each(i -> {
            IntSupplier numbers = inTurn(i);
            return new PasswordlessLogin(server, () -> people.email(numbers.getAsInt()));
          });
      case ACCESS_LOGIN ->
          each(_ -> {
            Supplier<String> emails = emails(hash, random.split());
            return Scripts.each(() -> AccessCalls.login(server, emails.get()), "\"token\":\"au_");
          });
      case ACCESS_IDENTITIES -> accessCalls(AccessCalls.Call.IDENTITIES, hash, random);
      case ACCESS_TOKEN -> accessCalls(AccessCalls.Call.EXCHANGE, hash, random);
      case ACCESS_CALL -> accessCalls(AccessCalls.Call.FACTORS, hash, random);
      case FULL_LOGIN ->
          each(_ -> new Scripts.FullLogin(server, emails(hash, random.split())::get, null));
      case SIGNUP_19, SIGNUP_7, SIGNUP_FREE, SIGNUP_MAIL ->
          each(_ -> Scripts.each(() -> Scripts.signUp(server, newEmail()), "\"tkn\":\""));
    };
  }

  /** Logs people in until there are tokens of so many. Their hash is the nearly free one. */
  void fillTokens(int count) throws InterruptedException {
    Supplier<String> emails = emails(HashSetting.NEARLY_FREE, new SplittableRandom(SEED));
    Iterator<String> limited = Stream.generate(emails).limit(count).iterator();
    Supplier<@Nullable String> next = () -> limited.hasNext() ? limited.next() : null;
    Load.Result result =
        new Load(server, each(_ -> new Scripts.FullLogin(server, next, tokens))).runOut();
    if (result.failed() > 0) {
      throw new IllegalStateException("Logins failed: " + result.failures());
    }
  }

  private List<Script> accessCalls(
      AccessCalls.Call call, HashSetting hash, SplittableRandom random) {
    return each(_ -> new AccessCalls(server, emails(hash, random.split()), call));
  }

  private Supplier<String> emails(HashSetting hash, SplittableRandom random) {
    return () -> people.email(people.anyone(hash, random));
  }

  /** Everybody of those that no other connection's turn it is. */
  private IntSupplier inTurn(int connection) {
    int[] at = {connection};
    return () -> {
      int number = at[0];
      at[0] = number + connections < people.size() ? number + connections : connection;
      return number;
    };
  }

  /** Cookies of those who have logged in, from one of them on. */
  private Supplier<String> sessions(int connection) {
    int[] at = {connection * tokens.size() / connections};
    return () -> {
      at[0] = (at[0] + 1) % tokens.size();
      return tokens.session(at[0]);
    };
  }

  private String newEmail() {
    return "newcomer-" + newcomers.incrementAndGet() + "@bench.example";
  }

  private byte[] get(String path) {
    return server.get(path, Target.NO_HEADERS);
  }

  private byte[] clientCredentials(String client) {
    return server.form(
        "/oauth/token",
        Target.basic(client, ServerConfiguration.SECRET),
        "grant_type",
        "client_credentials");
  }

  private byte[] userinfo(String token) {
    return server.get("/identity/v1/userinfo", Target.bearer(token));
  }

  private byte[] introspection(String token) {
    return server.form(
        "/oauth/introspect",
        Target.basic(ServerConfiguration.ES256, ServerConfiguration.SECRET),
        "token",
        token);
  }

  private List<Script> refreshes(String scope) {
    return each(i -> new Scripts.Refresh(server, tokens, i, connections, scope));
  }

  private List<Script> same(byte[] request, String expected) {
    return Collections.nCopies(connections, Scripts.repeat(request, expected));
  }

  private List<Script> withTokens(Function<String, byte[]> request, String expected) {
    List<byte[]> all = tokens.access().stream().map(request).toList();
    return each(i -> Scripts.cycle(all, i * all.size() / connections, expected));
  }

  private List<Script> each(IntFunction<Script> maker) {
    return IntStream.range(0, connections).mapToObj(maker).toList();
  }
}
