package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Contract section 4.2, RFC 6749 section 4.1.3, RFC 7636 section 4.6: a code for tokens. Whatever
 * is wrong, the code is used up.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorizationCodeGrantTest {

  private TestServer server;
  private OAuthClient spa;
  private OAuthClient webApp;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/lifetimes/code", "5m")
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/lifetimes/access_token", "2h"));
    server.clock().stop();
    spa = new OAuthClient(server.http(), TestConfig.SPA);
    webApp = new OAuthClient(server.http(), TestConfig.WEB_APP);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static void assertInvalid(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_grant");
    assertThat(answer.text("error_message_key")).isEqualTo("error.authorizationCode.invalid");
    assertThat(answer.json().has("access_token")).isFalse();
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  /** A redemption with that change fails, and so does the right one after it. */
  private void assertUsesUp(OAuthClient client, String code, @Nullable String... changes) {
    assertInvalid(client.redeem(code, changes));
    assertInvalid(client.redeem(code));
  }

  private static String withoutChallenge(OAuthClient client) {
    return client.code(client.newTkn(), "code_challenge", null, "code_challenge_method", null);
  }

  @Test
  void the_answer_is_that_of_the_contract_for_json_and_forms() {
    for (OAuthClient client : List.of(spa, spa.withForms(), webApp, webApp.withForms())) {
      Answer answer = client.redeem(client.code(client.newTkn()));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).startsWith("application/json");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.header("Pragma")).isEqualTo("no-cache");
      assertThat(answer.json().propertyNames())
          .containsExactlyInAnyOrder(
              "access_token", "token_type", "expires_in", "id_token", "refresh_token", "scope");
      assertThat(answer.text("token_type")).isEqualTo("Bearer");
      assertThat(answer.json().path("expires_in").isIntegralNumber()).isTrue();
      assertThat(answer.json().path("expires_in").asInt()).isEqualTo(3600);
      assertThat(answer.text("scope")).isEqualTo(Users.SCOPES);
      assertThat(client.users().userinfo(answer.text("access_token")).status()).isEqualTo(200);
    }
  }

  @Test
  void there_is_an_id_token_for_openid_and_a_refresh_token_for_offline_access_alone() {
    Answer plain = spa.redeem(spa.code(spa.newTkn(), "scope", "email"));
    assertThat(plain.json().propertyNames())
        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
    Answer open = spa.redeem(spa.code(spa.newTkn(), "scope", "openid"));
    assertThat(open.json().has("id_token")).isTrue();
    assertThat(open.json().has("refresh_token")).isFalse();
    Answer offline = spa.redeem(spa.code(spa.newTkn(), "scope", "offline_access"));
    assertThat(offline.json().has("id_token")).isFalse();
    assertThat(offline.json().has("refresh_token")).isTrue();
  }

  @Test
  void fields_that_mean_nothing_here_are_passed_over() {
    Map<String, Object> fields = new HashMap<>();
    fields.put("grant_type", "authorization_code");
    fields.put("client_id", TestConfig.SPA);
    fields.put("code", spa.code(spa.newTkn()));
    fields.put("redirect_uri", TestConfig.CALLBACK);
    fields.put("code_verifier", spa.pkce().verifier());
    fields.put("persistent", true);
    fields.put("return_provider_token", null);
    fields.put("scope", "mfa");
    fields.put("anything", Map.of("else", List.of()));
    assertThat(server.http().post("/oauth/token", fields).status()).isEqualTo(200);
  }

  /** Contract section 4.2: the web client sends the field whether it has one or not. */
  @Test
  void a_verifier_that_is_null_counts_as_none() {
    Map<String, @Nullable String> fields = new HashMap<>();
    fields.put("grant_type", "authorization_code");
    fields.put("client_id", TestConfig.WEB_APP);
    fields.put("client_secret", TestConfig.SECRET);
    fields.put("code", withoutChallenge(webApp));
    fields.put("redirect_uri", TestConfig.CALLBACK);
    fields.put("code_verifier", null);
    assertThat(server.http().post("/oauth/token", fields).status()).isEqualTo(200);
  }

  @Test
  void a_confidential_client_may_do_without_pkce() {
    assertThat(webApp.redeem(withoutChallenge(webApp), "code_verifier", null).status())
        .isEqualTo(200);
  }

  @Test
  void the_redirect_uri_is_that_of_the_authorize_request() {
    for (String uri :
        new @Nullable String[] {
          null,
          "",
          TestConfig.RESET_PAGE,
          TestConfig.CALLBACK + "/",
          TestConfig.CALLBACK + "?",
          TestConfig.CALLBACK.toUpperCase(Locale.ROOT),
          "https://evil.example/"
        }) {
      assertUsesUp(spa, spa.code(spa.newTkn()), "redirect_uri", uri);
    }
  }

  @Test
  @Requirement("ASVS 10.4.6")
  void a_challenge_wants_its_verifier() {
    for (String verifier :
        new @Nullable String[] {
          null,
          "",
          spa.pkce().challenge(),
          Pkce.create().verifier(),
          spa.pkce().verifier() + "A",
          spa.pkce().verifier().substring(1),
          "x"
        }) {
      assertUsesUp(spa, spa.code(spa.newTkn()), "code_verifier", verifier);
    }
  }

  @Test
  @Requirement("ASVS 10.4.6")
  void a_verifier_wants_a_challenge() {
    String code = withoutChallenge(webApp);
    assertInvalid(webApp.redeem(code));
    assertInvalid(webApp.redeem(code, "code_verifier", null));
  }

  @Test
  void another_clients_code_is_no_good_and_used_up() {
    String code = spa.code(spa.newTkn());
    OAuthClient other = new OAuthClient(server.http(), TestConfig.OTHER_SPA);
    assertInvalid(other.redeem(code, "code_verifier", spa.pkce().verifier()));
    assertInvalid(spa.redeem(code));
  }

  @Test
  @Requirement("ASVS 10.4.3")
  void a_code_is_good_for_its_lifetime_and_no_longer() {
    String early = spa.code(spa.newTkn());
    String late = spa.code(spa.newTkn());
    OAuthClient other = new OAuthClient(server.http(), TestConfig.OTHER_SPA);
    String longer = other.code(other.newTkn());
    server.clock().advance(Duration.ofSeconds(59));
    assertThat(spa.redeem(early).status()).isEqualTo(200);
    server.clock().advance(Duration.ofSeconds(1));
    assertInvalid(spa.redeem(late));
    server.clock().advance(Duration.ofMinutes(3));
    Answer answer = other.redeem(longer);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("expires_in").asInt()).isEqualTo(7200);
  }

  /** RFC 6749 section 4.1.2: what was issued for a code that comes twice should be revoked. */
  @Test
  @Requirement("ASVS 10.4.2")
  void the_second_use_of_a_code_revokes_what_the_first_one_gave() {
    String code = spa.code(spa.newTkn());
    Answer first = spa.redeem(code);
    assertThat(first.status()).isEqualTo(200);
    assertInvalid(spa.redeem(code));
    assertThat(spa.users().userinfo(first.text("access_token")).status()).isEqualTo(401);
    assertThat(spa.refresh(first.text("refresh_token")).text("error_message_key"))
        .isEqualTo("error.refreshToken.revoked");
  }

  @Test
  void what_was_never_a_code_is_none() {
    Users.Tokens tokens = spa.newUser();
    for (String code :
        List.of("x", "'", "%00", tokens.accessToken(), tokens.refreshToken(), spa.newTkn())) {
      assertInvalid(spa.redeem(code));
    }
  }

  @Test
  void a_code_dies_with_the_session_it_was_given_in() {
    Http browser = server.browser();
    String code = spa.at(browser).code(spa.newTkn());
    assertThat(browser.get("/identity/v1/logout").status()).isEqualTo(204);
    assertInvalid(spa.redeem(code));
  }

  @Test
  void a_code_of_a_user_who_was_suspended_since_is_no_good() {
    String email = Users.newEmail();
    String code = spa.code(spa.users().signUp(email));
    server.sql("update profile set suspended_at = now() where email = '" + email + "'");
    assertInvalid(spa.redeem(code));
  }

  @Test
  void a_request_without_its_fields_is_told_what_it_lacks() {
    Answer noCode = spa.token("authorization_code");
    assertThat(noCode.status()).isEqualTo(400);
    assertThat(noCode.text("error")).isEqualTo("invalid_request");
    assertThat(noCode.text("/error_details/0/field")).isEqualTo("code");
    assertThat(noCode.text("/error_details/0/code")).isEqualTo("missing");

    Answer noGrant = spa.post("/oauth/token", Map.of());
    assertThat(noGrant.status()).isEqualTo(400);
    assertThat(noGrant.text("error")).isEqualTo("invalid_request");
    assertThat(noGrant.text("/error_details/0/field")).isEqualTo("grant_type");
  }

  @Test
  void a_grant_type_that_is_not_offered_is_told_so() {
    for (String type :
        List.of(
            "implicit",
            "Authorization_Code",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "urn:ietf:params:oauth:grant-type:token-exchange")) {
      Answer answer = spa.token(type);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("unsupported_grant_type");
    }
  }
}
