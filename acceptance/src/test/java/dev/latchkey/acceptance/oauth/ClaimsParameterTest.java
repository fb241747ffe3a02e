package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenID Connect Core section 5.5: claims that are asked for by name. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimsParameterTest {

  private TestServer server;
  private OAuthClient spa;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set(
                    TestConfig.client(TestConfig.OTHER_SPA) + "/scopes",
                    List.of("openid", "email", "profile"))
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/default_scopes", List.of("openid"))
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/refresh_tokens", false));
    spa = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static JsonNode payload(String token) {
    return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }

  private String ada() {
    return ada(spa);
  }

  private static String ada(OAuthClient client) {
    return client
        .users()
        .signUp(
            Map.of(
                "email",
                Users.newEmail(),
                "given_name",
                "Ada",
                "phone_number",
                Users.newPhoneNumber()));
  }

  /** Sections 5.5 and 5.5.1: in the place that is named, whatever the scopes are. */
  @Test
  void a_claim_comes_where_it_is_asked_for_and_nowhere_else() {
    String claims =
        "{\"userinfo\":{\"given_name\":null,\"phone_number\":{\"essential\":true}},"
            + "\"id_token\":{\"email\":{\"essential\":false}}}";
    Users.Tokens tokens = spa.tokens(ada(), "scope", "openid offline_access", "claims", claims);
    JsonNode idToken = payload(tokens.idToken());
    assertThat(idToken.path("email").asString()).contains("@");
    assertThat(idToken.propertyNames())
        .doesNotContain("given_name", "phone_number", "email_verified");

    JsonNode userinfo = spa.users().userinfo(tokens.accessToken()).json();
    assertThat(userinfo.path("given_name").asString()).isEqualTo("Ada");
    assertThat(userinfo.path("phone_number").asString()).startsWith("+33");
    assertThat(userinfo.propertyNames()).doesNotContain("email", "family_name");

    Answer refreshed = spa.refresh(tokens.refreshToken());
    assertThat(payload(refreshed.text("id_token")).has("email")).isTrue();
    assertThat(spa.users().userinfo(refreshed.text("access_token")).text("given_name"))
        .isEqualTo("Ada");
    assertThat(
            new OAuthClient(server.http(), TestConfig.BACKEND)
                .introspect(tokens.accessToken())
                .json()
                .propertyNames())
        .doesNotContain("userinfo_claims");
  }

  @Test
  void without_a_code_the_claims_count_too() {
    OAuthClient implicit = new OAuthClient(server.http(), TestConfig.IMPLICIT);
    Answer answer =
        implicit.authorize(
            "response_type",
            "id_token",
            "nonce",
            "n",
            "scope",
            "openid",
            "tkn",
            implicit.newTkn(),
            "claims",
            "{\"id_token\":{\"email\":null}}");
    assertThat(payload(answer.redirectParameter("id_token")).has("email")).isTrue();
  }

  /** Section 5.4: a claim is no way around a scope that the client may not have. */
  @Test
  void a_client_gets_no_claim_of_a_scope_that_it_may_not_have() {
    OAuthClient other = new OAuthClient(server.http(), TestConfig.OTHER_SPA);
    Users.Tokens tokens =
        other.tokens(
            ada(other),
            "scope",
            "openid",
            "claims",
            "{\"id_token\":{\"address\":null,\"email\":null},\"userinfo\":{\"address\":null}}");
    assertThat(payload(tokens.idToken()).propertyNames())
        .contains("email")
        .doesNotContain("address");
    assertThat(other.users().userinfo(tokens.accessToken()).json().propertyNames())
        .doesNotContain("address");
  }

  /** Section 5.5: members and claims that are not understood are passed over. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id_token\":null,\"verified\":{\"trust\":1}}",
        "{\"id_token\":{\"shoe_size\":{\"essential\":true},\"name\":{\"purpose\":\"greet\"}}}",
        "{\"userinfo\":{\"sub\":{\"values\":[]},\"email#de\":null}}"
      })
  void what_is_not_understood_is_passed_over(String claims) {
    assertThat(spa.authorize("tkn", spa.newTkn(), "claims", claims).redirectParameters())
        .containsKey("code");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "[]",
        "\"{}\"",
        "{\"id_token\":[]}",
        "{\"userinfo\":{\"email\":true}}",
        "{\"userinfo\":{\"email\":{\"essential\":\"yes\"}}}",
        "{\"id_token\":{\"acr\":{\"values\":\"aal2\"}}}",
        "{\"id_token\":{\"sub\":{\"values\":[\"a\",\"b\"]}}}",
        "{\"id_token\":{\"sub\":{\"value\":\"a\"}},\"userinfo\":{\"sub\":{\"value\":\"b\"}}}"
      })
  void what_is_no_request_for_claims_is_refused(String claims) {
    refused(spa.authorize("tkn", spa.newTkn(), "claims", claims));
  }

  @Test
  void a_request_has_a_size() {
    refused(spa.authorize("tkn", spa.newTkn(), "claims", "{\"x\":\"" + "x".repeat(4_000) + "\"}"));
    refused(spa.authorize("tkn", spa.newTkn(), "claims", "[".repeat(2_000)));
  }

  private static void refused(Answer answer) {
    assertThat(answer.redirectParameters())
        .as("%s", answer)
        .containsEntry("error", "invalid_request")
        .doesNotContainKey("code");
  }

  /** Section 5.5.1: the value of {@code sub} is the only user that an answer may be about. */
  @Test
  void another_user_than_the_one_who_is_named_is_no_answer() {
    Http browser = server.browser();
    OAuthClient here = spa.at(browser);
    String subject = payload(here.newUser().idToken()).path("sub").asString();
    for (String place : List.of("id_token", "userinfo")) {
      String claims = "{\"" + place + "\":{\"sub\":{\"value\":\"" + subject + "\"}}}";
      assertThat(here.authorize("claims", claims, "prompt", "none").redirectParameters())
          .containsKey("code");
      assertThat(here.authorize("claims", claims, "tkn", spa.newTkn()).redirectParameters())
          .containsEntry("error", "login_required");
    }
    Http another = server.browser();
    String hint = spa.at(another).newUser().idToken();
    refused(
        here.authorize(
            "id_token_hint",
            hint,
            "claims",
            "{\"id_token\":{\"sub\":{\"value\":\"" + subject + "\"}}}"));
  }
}
