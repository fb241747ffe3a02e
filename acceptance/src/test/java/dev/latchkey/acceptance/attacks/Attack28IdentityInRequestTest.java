package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Router;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Passkeys;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Attack class 28: whose account it is, is read from the request. Every route that wants a token is
 * called with the attacker's own, while body, query, headers and path name the victim and what the
 * victim has; the routes are the router's, and which of them want a token, they say themselves.
 */
@AttackClass(28)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack28IdentityInRequestTest {

  private static final String API = "/identity/v1/";
  private static final String SCOPES = Users.SCOPES + " mfa session events";
  private static final String CANARY = "Canary Lovelace";

  private static final List<String> HEADERS =
      List.of(
          "X-User-Id",
          "X-User",
          "X-Forwarded-User",
          "X-Remote-User",
          "Remote-User",
          "X-Authenticated-User",
          "X-Auth-Request-User",
          "X-Auth-Request-Email",
          "X-Original-User",
          "From");

  private TestServer server;
  private String victimEmail;
  private String victimNumber;
  private String victimId;
  private List<String> victimsThings;
  private String attackersToken;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/mfa", Map.of("policy", "never", "email", true))
                .set(
                    "/tenants/0/webauthn",
                    Map.of("rp_id", "app.example", "origins", List.of(TestConfig.ORIGIN)))
                .set(TestConfig.client(TestConfig.SPA) + "/scopes", List.of(SCOPES.split(" "))));
    makeVictim();
    Users.Tokens attacker = logIn(server.browser(), signUp("Mallory"));
    attackersToken = attacker.accessToken();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String signUp(String name) {
    String email = Users.newEmail();
    new Users(server.http())
        .signUp(Map.of("email", email, "given_name", name, "phone_number", Users.newPhoneNumber()));
    return email;
  }

  private static Users.Tokens logIn(Http browser, String email) {
    OAuthClient client = new OAuthClient(browser, TestConfig.SPA);
    return client.tokens(client.users().logIn(email), "scope", SCOPES);
  }

  /** With one of each thing that a user can have. */
  private void makeVictim() {
    victimEmail = signUp(CANARY);
    Http browser = server.browser();
    Users.Tokens tokens = logIn(browser, victimEmail);
    Http victim = browser.bearer(tokens.accessToken());
    JsonNode profile = victim.get(API + "userinfo").json();
    victimId = profile.path("id").asString();
    victimNumber = profile.path("phone_number").asString();
    new Passkeys(browser).add(tokens.accessToken(), CANARY, new Authenticator());
    String totp = API + "mfa/credentials/totp";
    String code =
        new AuthenticatorApp(victim.post(totp).text("secret")).code(server.clock().instant());
    Answer verified =
        victim.post(totp + "/verify", Map.of("verification_code", code, "trust_device", true));
    assertThat(verified.status()).as("%s", verified).isEqualTo(200);
    victimsThings =
        Stream.of(
                Stream.of(victimId),
                ids(victim.get(API + "session-devices").json().path("session_devices")),
                ids(victim.get(API + "mfa/trusteddevices").json().path("trusted_devices")),
                ids(victim.get(API + "webauthn/registration").json()))
            .flatMap(things -> things)
            .toList();
    assertThat(victimsThings).hasSizeGreaterThanOrEqualTo(5);
  }

  private static Stream<String> ids(JsonNode list) {
    return list.valueStream().map(thing -> thing.path("id").asString());
  }

  /** Those that answer that there is no token when there is none. */
  private List<Router.Entry> wantToken() {
    return server.routes().stream()
        .filter(route -> route.method() != Method.OPTIONS)
        .filter(route -> {
          Answer answer = call(server.http(), route, "x", Map.of());
          return answer.header("Content-Type").startsWith("application/json")
              && answer.body().contains("error.accessToken.missing");
        })
        .toList();
  }

  private static Answer call(Http http, Router.Entry route, String id, Map<String, ?> fields) {
    String path = route.pattern().replaceAll("\\{[a-z_]+}", id);
    return route.method() == Method.POST
        ? http.post(path, fields)
        : http.send(
            route.method().name(),
            path + "?" + Http.form(texts(fields)),
            "application/json",
            JsonMapper.shared().writeValueAsString(fields));
  }

  private static Map<String, String> texts(Map<String, ?> fields) {
    Map<String, String> texts = new LinkedHashMap<>();
    fields.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return texts;
  }

  Stream<Router.Entry> routes() {
    return wantToken().stream();
  }

  @Test
  void attack_28_the_routes_that_want_a_token_are_all_there_are_of_a_profile() {
    assertThat(wantToken().stream().map(Router.Entry::pattern))
        .hasSizeGreaterThan(25)
        .contains(
            API + "userinfo",
            API + "update-profile",
            API + "update-email",
            API + "session-devices/{id}",
            API + "mfa/credentials",
            API + "webauthn/registration/{id}",
            API + "events");
  }

  @ParameterizedTest
  @Requirement("ASVS 10.3.3")
  @MethodSource("routes")
  void attack_28_whose_account_it_is_says_the_token_alone(Router.Entry route) {
    String before = victimsRows();
    Map<String, Object> claims = new LinkedHashMap<>();
    for (String name :
        List.of(
            "user_id", "userId", "id", "uid", "sub", "subject", "profile_id", "owner", "account")) {
      claims.put(name, victimId);
    }
    claims.put("external_id", victimId);
    claims.put("email", victimEmail);
    claims.put("phone_number", victimNumber);
    claims.put("user", Map.of("id", victimId, "email", victimEmail));
    claims.put("client_id", TestConfig.SPA);
    claims.put("given_name", "Mallory was here");
    claims.put("password", "an attacker's passphrase");
    claims.put("old_password", Users.PASSWORD);
    claims.put("origin", TestConfig.ORIGIN);
    claims.put("friendly_name", "Mallory's");
    claims.put("fields", "id,email,given_name,name");
    Http attacker = server.http().bearer(attackersToken);
    Http posing = attacker;
    for (String header : HEADERS) {
      posing = posing.with(header, header.endsWith("Email") ? victimEmail : victimId);
    }
    for (String thing : victimsThings) {
      claims.put("identity_id", thing);
      for (Http http : List.of(attacker, posing)) {
        Answer answer = call(http, route, thing, claims);
        assertThat(answer.status()).as("%s", answer).isLessThan(500);
        assertThat(answer.body()).doesNotContain(CANARY);
        assertThat(answer.body().replace(thing, "")).doesNotContain(victimId);
      }
      if (!route.pattern().contains("{")) {
        break;
      }
    }
    assertThat(victimsRows()).isEqualTo(before);
    Answer stillMine = attacker.get(API + "userinfo");
    assertThat(stillMine.text("id")).isNotEqualTo(victimId);
  }

  /** A digest of every row of the victim, in every table that knows whose a row is. */
  private String victimsRows() {
    String tables =
        server.sql(
            """
            select string_agg(table_name, ' ' order by table_name) from information_schema.columns
            where table_schema = 'public' and column_name = 'profile_id'\
            """);
    String digest =
        "select '%1$s ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '-') as d from"
            + " %1$s t where %2$s = '"
            + victimId
            + "'";
    assertThat(tables.split(" ")).hasSizeGreaterThan(8);
    return server.sql(
        "select string_agg(d, ', ') from ("
            + digest.formatted("profile", "id")
            + Stream.of(tables.split(" "))
                .map(table -> " union all " + digest.formatted(table, "profile_id"))
                .collect(Collectors.joining())
            + ") s");
  }
}
