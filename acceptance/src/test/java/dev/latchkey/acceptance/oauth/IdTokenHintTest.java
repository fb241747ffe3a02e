package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * OpenID Connect Core section 3.1.2.1, {@code id_token_hint}: it must be an ID token that this
 * server gave that client, expired or not, and the answer is about its user or there is none.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdTokenHintTest {

  private static final String LOGIN_PAGE = "https://app.example/login";

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.twoTenants()
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/login_url", LOGIN_PAGE)
                .set("/tenants/0/session/lifetime", "3d"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private OAuthClient client(String id, Http at) {
    return new OAuthClient(at, id);
  }

  private OAuthClient spa(Http at) {
    return client(TestConfig.SPA, at);
  }

  private static void letIn(Answer answer) {
    assertThat(answer.redirectParameters()).as("%s", answer).containsKey("code");
  }

  private static void refused(Answer answer, String error) {
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK);
    assertThat(answer.redirectParameters())
        .as("%s", answer)
        .containsEntry("error", error)
        .doesNotContainKey("code");
  }

  @Test
  void the_user_of_the_session_is_the_one_that_is_meant() {
    Http browser = server.browser();
    String hint = spa(browser).newUser().idToken();
    letIn(spa(browser).authorize("id_token_hint", hint, "prompt", "none"));
    letIn(spa(browser).authorize("id_token_hint", hint));
  }

  @Test
  void the_session_of_another_user_is_as_good_as_none() {
    String hint = spa(server.http()).newUser().idToken();
    Http browser = server.browser();
    spa(browser).newUser();
    refused(spa(browser).authorize("id_token_hint", hint, "prompt", "none"), "login_required");
    refused(spa(browser).authorize("id_token_hint", hint), "login_required");
  }

  @Test
  void who_is_not_there_is_sent_to_the_login_page_and_nobody_else_may_come_back() {
    Http browser = server.browser();
    OAuthClient client = client(TestConfig.OTHER_SPA, browser);
    String email = Users.newEmail();
    String hint = client.tokens(client.users().signUp(email)).idToken();
    client.newUser();
    Answer sent = client.authorize("id_token_hint", hint);
    assertThat(sent.header("Location")).startsWith(LOGIN_PAGE);
    String token = sent.redirectParameter("r5_request_token");

    refused(goOn(browser, token, client.newTkn()), "login_required");
    letIn(goOn(browser, token, client.users().logIn(email)));
  }

  private static Answer goOn(Http browser, String token, String tkn) {
    return browser.get(
        "/oauth/authorize",
        Map.of("client_id", TestConfig.OTHER_SPA, "r5_request_token", token, "tkn", tkn));
  }

  @Test
  void a_pushed_hint_counts_as_well() {
    Http browser = server.browser();
    OAuthClient client = client(TestConfig.WEB_APP, browser);
    String hint = client.newUser().idToken();
    client.newUser();
    String uri =
        client
            .post("/oauth/par", client.authorizeParameters("id_token_hint", hint, "prompt", "none"))
            .text("request_uri");
    assertThat(uri).startsWith("urn:");
    refused(
        browser.get(
            "/oauth/authorize", Map.of("client_id", TestConfig.WEB_APP, "request_uri", uri)),
        "login_required");
  }

  @Test
  void an_expired_hint_counts_and_so_does_one_that_a_key_of_before_signed() {
    Http browser = server.browser();
    String hint = spa(browser).newUser().idToken();
    server.clock().advance(Duration.ofHours(2));
    letIn(spa(browser).authorize("id_token_hint", hint, "prompt", "none"));
    server.rotateKeys(false);
    server.clock().advance(Duration.ofHours(26));
    letIn(spa(browser).authorize("id_token_hint", hint, "prompt", "none"));
  }

  @Test
  void a_hint_under_the_secret_of_a_legacy_client_counts_at_that_client() {
    Http browser = server.browser();
    OAuthClient legacy = client(TestConfig.LEGACY, browser);
    String hint = legacy.newUser().idToken();
    letIn(legacy.authorize("id_token_hint", hint, "prompt", "none"));
    refused(spa(browser).authorize("id_token_hint", hint, "prompt", "none"), "invalid_request");
  }

  @Test
  void what_is_no_id_token_of_this_client_from_here_is_refused() throws Exception {
    Http browser = server.browser();
    OAuthClient spa = spa(browser);
    Users.Tokens tokens = spa.newUser();
    Map<String, Object> claims = SignedJWT.parse(tokens.idToken()).getJWTClaimsSet().toJSONObject();
    String elsewhere = spa(server.http().with("Host", "other.localhost")).newUser().idToken();
    for (String hint :
        new String[] {
          "a.hint.token",
          tokens.accessToken(),
          tokens.idToken() + "x",
          elsewhere,
          client(TestConfig.WEB_APP, server.http()).newUser().idToken(),
          SigningPair.of("ES256", "foreign").sign("ES256", "JWT", claims),
          SigningPair.signWithSecret("HS256", TestConfig.SECRET, claims)
        }) {
      refused(spa.authorize("id_token_hint", hint, "tkn", spa.newTkn()), "invalid_request");
    }
  }
}
