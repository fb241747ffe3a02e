package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 42: the operator has taken a client's rights away, and what it got before goes on
 * working. What was given by a node with the old configuration is shown to one with the new: the
 * same database, as after a restart.
 */
@AttackClass(42)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack42RemovedClientTest {

  private static final String NEW_SECRET = "another-secret-of-the-tests-0123456789-0123456789";

  private TestServer server;

  @BeforeAll
  void start() {
    server = TestServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** The same installation with one thing changed. */
  private TestServer after(String pointer, Object value) {
    return server.secondNode(
        TestConfig.standard().set("/tenants/0/public_url", server.url()).set(pointer, value));
  }

  /** What a client holds: its own token, and of a user tokens and a code. */
  private record Held(Users.Tokens tokens, String code, String tkn, Http browser) {}

  private Held hold(OAuthClient client) {
    Http browser = server.browser();
    String email = Users.newEmail();
    Users.Tokens tokens = client.at(browser).tokens(client.users().signUp(email));
    return new Held(
        tokens,
        client.at(browser).authorize().redirectParameter("code"),
        client.users().logIn(email),
        browser);
  }

  private OAuthClient webApp() {
    return new OAuthClient(server.http(), TestConfig.WEB_APP);
  }

  private static boolean isActive(Http at, String token) {
    return new OAuthClient(at, TestConfig.BACKEND)
        .introspect(token)
        .json()
        .path("active")
        .asBoolean(true);
  }

  @Test
  void attack_42_before_anything_happened_all_of_it_is_good() {
    OAuthClient client = webApp();
    Held held = hold(client);
    assertThat(client.users().userinfo(held.tokens().accessToken()).status()).isEqualTo(200);
    assertThat(isActive(server.http(), held.tokens().accessToken())).isTrue();
    assertThat(client.redeem(held.code()).status()).isEqualTo(200);
    assertThat(client.refresh(held.tokens().refreshToken()).status()).isEqualTo(200);
    assertThat(client.authorize("tkn", held.tkn()).redirectParameter("code")).isNotBlank();
  }

  @Test
  void attack_42_nothing_of_a_removed_client_is_good() {
    OAuthClient client = webApp();
    Held held = hold(client);
    try (TestServer now = after(TestConfig.client(TestConfig.WEB_APP) + "/id", "renamed")) {
      OAuthClient there = client.at(now.http());
      assertThat(there.users().userinfo(held.tokens().accessToken()).status()).isEqualTo(401);
      assertThat(isActive(now.http(), held.tokens().accessToken())).isFalse();
      assertThat(isActive(now.http(), held.tokens().refreshToken())).isFalse();
      for (Answer answer :
          List.of(
              there.refresh(held.tokens().refreshToken()),
              there.redeem(held.code()),
              there.token("client_credentials"),
              there.revoke(held.tokens().refreshToken()),
              there.authorize("tkn", held.tkn()),
              client.at(held.browser().at(now.url())).authorize())) {
        assertThat(answer.status()).as("%s", answer).isIn(400, 401);
        assertThat(answer.text("error")).isEqualTo("invalid_client");
      }
      OAuthClient heir = new OAuthClient(now.http(), "renamed");
      Answer inherited =
          now.http()
              .post(
                  "/oauth/token",
                  Map.of(
                      "grant_type",
                      "refresh_token",
                      "client_id",
                      heir.id(),
                      "client_secret",
                      TestConfig.SECRET,
                      "refresh_token",
                      held.tokens().refreshToken()));
      assertThat(inherited.text("error")).as("%s", inherited).isEqualTo("invalid_grant");
    }
  }

  @Test
  void attack_42_a_clients_own_token_ends_with_the_client_and_with_its_right_to_one() {
    Answer given = new OAuthClient(server.http(), TestConfig.BACKEND).token("client_credentials");
    String token = given.text("access_token");
    assertThat(isActive(server.http(), token)).isTrue();
    OAuthClient observer = new OAuthClient(server.http(), TestConfig.WEB_APP);
    assertThat(observer.introspect(token).json().path("active").asBoolean()).isTrue();
    String backend = TestConfig.client(TestConfig.BACKEND);
    try (TestServer removed = after(backend + "/id", "renamed");
        TestServer stripped = after(backend + "/client_credentials", false)) {
      for (TestServer now : List.of(removed, stripped)) {
        assertThat(observer.at(now.http()).introspect(token).json().path("active").asBoolean(true))
            .isFalse();
        assertThat(
                new OAuthClient(now.http(), TestConfig.BACKEND)
                    .token("client_credentials")
                    .status())
            .isIn(401, 403);
      }
    }
  }

  @Test
  void attack_42_an_old_secret_is_worth_nothing() {
    OAuthClient client = webApp();
    Held held = hold(client);
    try (TestServer now =
        after(TestConfig.client(TestConfig.WEB_APP) + "/secrets", List.of(NEW_SECRET))) {
      OAuthClient old = client.at(now.http());
      for (Answer answer :
          List.of(
              old.refresh(held.tokens().refreshToken()),
              old.redeem(held.code()),
              old.revoke(held.tokens().refreshToken()),
              old.introspect(held.tokens().accessToken()))) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("invalid_client");
      }
      assertThat(old.refresh(held.tokens().refreshToken(), "client_secret", NEW_SECRET).status())
          .isEqualTo(200);
    }
  }

  @Test
  void attack_42_an_address_that_was_taken_off_the_list_gets_no_code_and_redeems_none() {
    OAuthClient client = webApp();
    Held held = hold(client);
    try (TestServer now =
        after(
            TestConfig.client(TestConfig.WEB_APP) + "/redirect_uris",
            List.of("https://elsewhere.example/callback"))) {
      OAuthClient there = client.at(now.http());
      Answer authorized = client.at(held.browser().at(now.url())).authorize();
      assertThat(authorized.status()).isEqualTo(400);
      assertThat(authorized.header("Location")).isEmpty();
      assertThat(there.authorize("tkn", held.tkn()).header("Location")).isEmpty();
    }
  }
}
