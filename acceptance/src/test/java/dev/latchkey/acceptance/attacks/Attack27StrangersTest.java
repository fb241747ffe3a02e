package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 27, the part of strangers: where the operator lets calls go to a machine behind the
 * wall, those that a client which registered itself asks for do not go there. The operator's own
 * client, of the same settings, is called each time: so it is the stranger who is not.
 */
@AttackClass(27)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack27StrangersTest {

  private static final String REDIRECT = "https://third.example/callback";

  private final SigningPair key = SigningPair.of("ES256", "key");
  private HookReceiver site;
  private TestServer server;

  @BeforeAll
  void start() {
    site = HookReceiver.start();
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.1")))
                .set("/tenants/0/registration", Map.of("open", true, "client_id_documents", true))
                .set(TestConfig.client(TestConfig.WEB_APP) + "/auth_method", "private_key_jwt")
                .set(TestConfig.client(TestConfig.WEB_APP) + "/secrets", List.of())
                .set(
                    TestConfig.client(TestConfig.WEB_APP) + "/security",
                    Map.of("jwks_uri", site.url("/keys")))
                .set(
                    TestConfig.client(TestConfig.OTHER_SPA) + "/security",
                    Map.of("request_uris", List.of(site.url("/request"))))
                .set(
                    TestConfig.client(TestConfig.OTHER_SPA) + "/logout",
                    Map.of("backchannel_logout_uri", site.url("/logout"))));
  }

  @AfterAll
  void stop() {
    server.close();
    site.close();
  }

  private String registered(Object... more) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("redirect_uris", List.of(REDIRECT));
    metadata.put("token_endpoint_auth_method", "none");
    for (int i = 0; i < more.length; i += 2) {
      metadata.put((String) more[i], more[i + 1]);
    }
    Answer answer = server.http().post("/oauth/register", metadata);
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    return answer.text("client_id");
  }

  private int calls(String path) {
    return site.calls(path, call -> true).size();
  }

  private Answer sign(String clientId) {
    return new OAuthClient(server.http(), clientId)
        .asserting(() ->
            key.sign(
                "ES256",
                "JWT",
                SigningPair.assertion(clientId, server.url(), server.clock().instant())))
        .token("authorization_code", "code", "x", "redirect_uri", REDIRECT);
  }

  @Test
  void attack_27_keys_of_strangers_are_not_fetched_behind_the_wall() {
    String stranger =
        registered(
            "token_endpoint_auth_method",
            "private_key_jwt",
            "jwks_uri",
            site.url("/stranger/keys"));
    assertThat(sign(stranger).status()).isEqualTo(503);
    assertThat(calls("/stranger/keys")).isZero();
    sign(TestConfig.WEB_APP);
    assertThat(calls("/keys")).isEqualTo(1);

    String borrower =
        registered("token_endpoint_auth_method", "private_key_jwt", "jwks_uri", site.url("/keys"));
    assertThat(sign(borrower).status()).as("nor found where another fetched them").isEqualTo(503);
    assertThat(calls("/keys")).isEqualTo(1);
  }

  @Test
  void attack_27_request_objects_of_strangers_are_not_fetched_behind_the_wall() {
    String stranger = registered("request_uris", List.of(site.url("/stranger/request")));
    authorizeBy(stranger, "/stranger/request");
    assertThat(calls("/stranger/request")).isZero();
    authorizeBy(TestConfig.OTHER_SPA, "/request");
    assertThat(calls("/request")).isEqualTo(1);
  }

  private void authorizeBy(String clientId, String path) {
    Answer answer =
        server
            .http()
            .get("/oauth/authorize", Map.of("client_id", clientId, "request_uri", site.url(path)));
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.header("Location")).isEmpty();
  }

  @Test
  void attack_27_strangers_are_not_told_of_logouts_behind_the_wall() {
    String stranger = registered("backchannel_logout_uri", site.url("/stranger/logout"));
    Http browser = server.browser();
    OAuthClient own = new OAuthClient(browser, TestConfig.OTHER_SPA);
    Users.Tokens tokens = own.newUser();
    letIn(stranger, own.users().userinfo(tokens.accessToken()).text("id"));
    Pkce pkce = Pkce.create();
    String code =
        browser
            .get(
                "/oauth/authorize",
                Map.of(
                    "client_id", stranger,
                    "response_type", "code",
                    "redirect_uri", REDIRECT,
                    "scope", "openid",
                    "prompt", "none",
                    "code_challenge", pkce.challenge(),
                    "code_challenge_method", "S256"))
            .redirectParameter("code");
    Answer redeemed =
        server
            .http()
            .postForm(
                "/oauth/token",
                Map.of(
                    "grant_type", "authorization_code",
                    "client_id", stranger,
                    "code", code,
                    "redirect_uri", REDIRECT,
                    "code_verifier", pkce.verifier()));
    assertThat(redeemed.status()).as("%s", redeemed).isEqualTo(200);

    browser.get("/identity/v1/logout");

    site.await("/logout", call -> true);
    String why =
        awaitTold(
            "select max(last_error) from webhook_delivery where hook like '%" + stranger + "'");
    assertThat(why).contains("not on the public internet");
    assertThat(calls("/stranger/logout")).isZero();
  }

  private void letIn(String clientId, String profileId) {
    server.sql(
        """
        with given as (insert into third_party_grant (tenant, profile_id, client_id, scope, granted_at)
          values ('demo', '%s', '%s', 'openid', now()) returning 1) select count(*) from given\
        """
            .formatted(profileId, clientId));
  }

  private String awaitTold(String sql) {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    String found = server.sql(sql);
    while (found.equals("null") && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      found = server.sql(sql);
    }
    return found;
  }

  @Test
  void attack_27_documents_are_not_fetched_behind_the_wall() {
    Answer answer =
        server
            .http()
            .get("/oauth/authorize", Map.of("client_id", site.url("/stranger/client.json")));
    assertThat(answer.text("error")).isEqualTo("invalid_client");
    assertThat(calls("/stranger/client.json")).isZero();
  }
}
