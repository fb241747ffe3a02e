package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Contract section 4.1.3, DECISIONS 4 and 5: tokens straight from the authorization endpoint, for
 * clients whose legacy switch is on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImplicitTest {

  private TestServer server;
  private OAuthClient implicit;

  @BeforeAll
  void start() {
    server = TestServer.start();
    implicit = new OAuthClient(server.http(), TestConfig.IMPLICIT);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private OAuthClient from(String referer) {
    return implicit.at(server.http().with("Referer", referer));
  }

  private Answer tokens(OAuthClient client, @Nullable String... changes) {
    var parameters = client.authorizeParameters(changes);
    parameters.put("response_type", "token");
    parameters.put("tkn", implicit.newTkn());
    return client.http().get("/oauth/authorize", parameters);
  }

  @Test
  void token_answers_in_the_fragment_with_both_tokens_and_the_state() {
    Answer answer = tokens(implicit, "state", "xyz");
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK + "#");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.redirectParameters())
        .containsOnlyKeys("access_token", "id_token", "token_type", "expires_in", "state", "iss")
        .containsEntry("token_type", "Bearer")
        .containsEntry("expires_in", "3600")
        .containsEntry("state", "xyz");
    assertThat(implicit.users().userinfo(answer.redirectParameter("access_token")).status())
        .isEqualTo(200);
  }

  @Test
  void without_the_scope_openid_there_is_no_id_token() {
    assertThat(tokens(implicit, "scope", "profile email").redirectParameters())
        .containsOnlyKeys("access_token", "token_type", "expires_in", "iss");
  }

  @Test
  void there_is_never_a_refresh_token_in_an_address() throws Exception {
    Answer answer = tokens(implicit, "scope", "openid offline_access");
    assertThat(answer.redirectParameters()).doesNotContainKey("refresh_token");
    SignedJWT token = SignedJWT.parse(answer.redirectParameter("access_token"));
    assertThat(token.getJWTClaimsSet().getStringClaim("scope")).isEqualTo("openid");
  }

  /** OpenID Connect Core section 3.2.2.10: no access token, so no hash of one. */
  @Test
  void id_token_answers_with_the_id_token_alone() throws Exception {
    Answer answer =
        implicit.authorize("response_type", "id_token", "nonce", "n", "tkn", implicit.newTkn());
    assertThat(answer.redirectParameters()).containsOnlyKeys("id_token", "iss");
    SignedJWT token = SignedJWT.parse(answer.redirectParameter("id_token"));
    assertThat(token.getJWTClaimsSet().getStringClaim("nonce")).isEqualTo("n");
    assertThat(token.getJWTClaimsSet().getClaim("at_hash")).isNull();
  }

  /** OpenID Connect Core section 3.2.2.10: the ID token names the access token beside it. */
  @Test
  void id_token_token_answers_with_both() throws Exception {
    Answer answer =
        implicit.authorize(
            "response_type", "id_token token", "nonce", "n", "tkn", implicit.newTkn());
    SignedJWT token = SignedJWT.parse(answer.redirectParameter("id_token"));
    assertThat(token.getJWTClaimsSet().getStringClaim("at_hash")).isNotEmpty();
    assertThat(answer.redirectParameters()).containsKey("access_token");
  }

  @Test
  void without_a_redirect_uri_the_tokens_go_to_the_page_that_asks() {
    String page = TestConfig.ORIGIN + "/shop/basket";
    for (String referer : List.of(page, page + "?item=1", page + "#top", page + "?item=1#top")) {
      Answer answer = tokens(from(referer), "redirect_uri", null, "state", "xyz");
      assertThat(answer.header("Location")).startsWith(page + "#access_token=");
      assertThat(answer.redirectParameters()).containsEntry("state", "xyz");
    }
  }

  @Test
  void a_browser_that_tells_the_origin_only_gets_the_tokens_there() {
    assertThat(tokens(from(TestConfig.ORIGIN), "redirect_uri", null).header("Location"))
        .startsWith(TestConfig.ORIGIN + "#access_token=");
    assertThat(tokens(from(TestConfig.ORIGIN + "/"), "redirect_uri", null).header("Location"))
        .startsWith(TestConfig.ORIGIN + "/#access_token=");
  }

  @Test
  void a_page_that_hides_itself_gets_none() {
    Answer answer = tokens(implicit, "redirect_uri", null);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error_description")).isEqualTo("No origin or referer retrieved");
  }

  @Test
  void a_page_of_another_origin_gets_none() {
    for (String referer :
        List.of(
            "https://evil.example/",
            "http://app.example/",
            "https://app.example:8443/",
            "https://app.example.evil.example/",
            "https://app.example@evil.example/")) {
      Answer answer = tokens(from(referer), "redirect_uri", null);
      assertThat(answer.status()).as(referer).isEqualTo(403);
      assertThat(answer.text("error")).isEqualTo("origin_not_allowed");
    }
  }

  /** What stands before the host is not part of the origin, so it does not come along. */
  @Test
  void a_page_with_a_user_name_in_its_address_counts_as_its_origin() {
    Answer answer = tokens(from("https://somebody@app.example/shop"), "redirect_uri", null);
    assertThat(answer.header("Location")).startsWith(TestConfig.ORIGIN + "#access_token=");
  }

  @Test
  void the_current_page_is_for_clients_with_the_switch_only() {
    OAuthClient spa =
        new OAuthClient(server.http().with("Referer", TestConfig.ORIGIN + "/"), TestConfig.SPA);
    Answer answer = spa.authorize("response_type", "token", "redirect_uri", null);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Location")).isEmpty();
  }

  @Test
  void a_redirect_uri_that_is_sent_must_still_be_the_clients() {
    Answer answer = tokens(from(TestConfig.ORIGIN + "/"), "redirect_uri", TestConfig.ORIGIN + "/");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error_message_key")).isEqualTo("error.redirect.notAllowed");
  }

  @Test
  void a_session_is_enough_as_for_a_code() {
    OAuthClient inBrowser = implicit.at(server.browser());
    inBrowser.newUser();
    Answer answer = inBrowser.authorize("response_type", "token");
    assertThat(answer.redirectParameters()).containsKey("access_token");
    assertThat(implicit.authorize("response_type", "token").redirectParameters())
        .containsEntry("error", "login_required");
  }
}
