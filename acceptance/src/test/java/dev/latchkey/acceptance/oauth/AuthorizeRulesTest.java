package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract sections 4.1.1 and 4.1.2 step 2: each rule of an authorize request, with the section of
 * the RFC that it comes from. Every request here carries a good {@code tkn}, so that nothing but
 * the rule can be what refuses it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorizeRulesTest {

  private TestServer server;
  private OAuthClient spa;
  private OAuthClient implicit;
  private OAuthClient webApp;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set(TestConfig.client(TestConfig.BACKEND) + "/pkce_enforced", true)
                .set(
                    TestConfig.client(TestConfig.LEGACY) + "/openid",
                    Map.of("response_modes", List.of("form_post"))));
    spa = new OAuthClient(server.http(), TestConfig.SPA);
    implicit = new OAuthClient(server.http(), TestConfig.IMPLICIT);
    webApp = new OAuthClient(server.http(), TestConfig.WEB_APP);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static void assertRefused(Answer answer, String error, String description) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(302);
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK);
    assertThat(answer.redirectParameters())
        .containsEntry("error", error)
        .doesNotContainKeys("code", "access_token", "id_token");
    assertThat(answer.redirectParameter("error_description")).contains(description);
  }

  private static void assertCode(Answer answer) {
    assertThat(answer.redirectParameters()).as(answer.toString()).containsOnlyKeys("code", "iss");
  }

  private static void assertTokens(Answer answer) {
    assertThat(answer.redirectParameters()).as(answer.toString()).containsKey("id_token");
  }

  private Answer authorize(String rawQuery) {
    return server.http().get("/oauth/authorize?" + rawQuery);
  }

  private String good(OAuthClient client) {
    return Http.form(client.authorizeParameters("tkn", client.newTkn()));
  }

  /** RFC 6749 section 3.1: parameters must not be included more than once. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "state=a&state=b",
        "scope=openid",
        "client_id=spa",
        "response_type=code",
        "redirect_uri=https%3A%2F%2Fapp.example%2Fcallback",
        "unknown=1&unknown=1"
      })
  void no_parameter_comes_twice(String more) {
    assertRefused(authorize(good(spa) + "&" + more), "invalid_request", "sent twice");
  }

  /** RFC 6749 section 3.1: parameters without a value are treated as if they were left out. */
  @Test
  void a_parameter_without_a_value_counts_as_left_out() {
    String empty =
        "&nonce=&prompt=&max_age&response_mode=&state=&display=&request=&request_uri=&persistent=";
    assertCode(authorize(good(spa) + empty));
    assertCode(
        webApp.authorize(
            "tkn", webApp.newTkn(), "code_challenge", "", "code_challenge_method", ""));
    Answer noTicket = spa.authorize("tkn", "");
    assertRefused(noTicket, "login_required", "log in");
  }

  /** RFC 6749 section 3.1.1: the response type is required. */
  @Test
  void a_response_type_is_there() {
    assertRefused(
        spa.authorize("response_type", null, "tkn", spa.newTkn()),
        "invalid_request",
        "Validation failed");
  }

  /**
   * RFC 6749 section 3.1.1 and OAuth 2.0 Multiple Response Types section 5: only what is offered,
   * compared byte for byte.
   */
  @ParameterizedTest
  @Requirement("ASVS 10.6.1")
  @ValueSource(
      strings = {"messenger_code", "none", "CODE", "Token", "code none", "code,token", "device"})
  void the_response_type_is_offered(String type) {
    Answer answer =
        implicit.authorize("response_type", type, "nonce", "n", "tkn", implicit.newTkn());
    assertRefused(answer, "invalid_request", "Response type not supported");
    assertThat(answer.redirectParameters())
        .containsEntry("error_message_key", "error.responseType.unsupported");
  }

  /** OAuth 2.0 Multiple Response Types section 3: the order of the words does not matter. */
  @Test
  void the_words_of_a_response_type_come_in_any_order() {
    for (String type : new String[] {"id_token token", "token id_token", "id_token code"}) {
      assertTokens(
          implicit.authorize("response_type", type, "nonce", "n", "tkn", implicit.newTkn()));
    }
  }

  /**
   * RFC 9700 section 2.1.2: no tokens from the authorization endpoint, unless the client's legacy
   * switch is on.
   */
  @ParameterizedTest
  @Requirement("ASVS 10.4.4")
  @ValueSource(
      strings = {
        "token",
        "id_token",
        "id_token token",
        "code token",
        "code id_token",
        "code id_token token"
      })
  void implicit_is_switched_on(String type) {
    assertRefused(
        spa.authorize("response_type", type, "nonce", "n", "tkn", spa.newTkn()),
        "unauthorized_client",
        "implicit");
  }

  /**
   * OAuth 2.0 Multiple Response Types section 2.1: a mode that the response type may use; tokens
   * never stand in a query.
   */
  @Test
  @Requirement("ASVS 10.6.1")
  void the_response_mode_fits_the_response_type() {
    for (String mode : new String[] {"jwt", "Query", "form-post"}) {
      assertRefused(
          implicit.authorize("response_mode", mode, "tkn", implicit.newTkn()),
          "invalid_request",
          "Validation failed");
    }
    for (String mode : new String[] {"query", "query.jwt"}) {
      assertRefused(
          implicit.authorize(
              "response_type", "token", "response_mode", mode, "tkn", implicit.newTkn()),
          "invalid_request",
          "Validation failed");
    }
    assertCode(spa.authorize("response_mode", "query", "tkn", spa.newTkn()));
    assertTokens(
        implicit.authorize(
            "response_type", "token", "response_mode", "fragment", "tkn", implicit.newTkn()));
  }

  /** What was said or goes without saying: a client with a list is answered by no other way. */
  @Test
  @Requirement("ASVS 10.4.12")
  void the_response_mode_is_the_clients() {
    OAuthClient posted = new OAuthClient(server.http(), TestConfig.LEGACY);
    Answer answer = posted.authorize("response_mode", "form_post", "tkn", posted.newTkn());
    assertThat(answer.body()).contains("name=\"code\"");
    for (String mode : new String[] {null, "query", "fragment"}) {
      assertRefused(
          posted.authorize("response_mode", mode, "tkn", posted.newTkn()),
          "invalid_request",
          "Validation failed");
    }
  }

  /** RFC 7636 section 4.3, RFC 9700 section 2.1.1: S256 and nothing else, said in so many words. */
  @Test
  @Requirement("ASVS 10.4.6")
  void a_challenge_is_s256() {
    for (String method : new String[] {"plain", "s256", "S512"}) {
      assertRefused(
          spa.authorize("code_challenge_method", method, "tkn", spa.newTkn()),
          "invalid_request",
          "Validation failed");
    }
    assertRefused(
        spa.authorize("code_challenge_method", null, "tkn", spa.newTkn()),
        "invalid_request",
        "Validation failed");
  }

  /** RFC 7636 section 4.2: the base64url of a SHA-256 hash is 43 characters of its alphabet. */
  @Test
  void a_challenge_has_the_form_of_one() {
    String good = spa.pkce().challenge();
    for (String challenge :
        new String[] {
          good.substring(1), good + "A", good.substring(1) + "=", good.substring(1) + "+", "x"
        }) {
      assertRefused(
          spa.authorize("code_challenge", challenge, "tkn", spa.newTkn()),
          "invalid_request",
          "Validation failed");
    }
  }

  /** RFC 7636 section 4.3: a method without a challenge is a challenge that got lost. */
  @Test
  void a_challenge_method_does_not_come_alone() {
    assertRefused(
        webApp.authorize("code_challenge", null, "tkn", webApp.newTkn()),
        "invalid_request",
        "Validation failed");
  }

  /**
   * RFC 9700 section 2.1.1: public clients must use PKCE; others do where their registration says
   * so.
   */
  @Test
  void a_code_has_a_challenge_where_the_client_must_use_pkce() {
    OAuthClient backend = new OAuthClient(server.http(), TestConfig.BACKEND);
    for (OAuthClient client : new OAuthClient[] {spa, backend}) {
      Answer answer =
          client.authorize(
              "code_challenge", null, "code_challenge_method", null, "tkn", client.newTkn());
      assertRefused(answer, "invalid_request", "code_challenge");
      assertThat(answer.redirectParameters())
          .containsEntry("error_message_key", "error.pkce.required");
    }
    assertCode(
        webApp.authorize(
            "code_challenge", null, "code_challenge_method", null, "tkn", webApp.newTkn()));
  }

  /** OpenID Connect Core section 3.1.2.1: known values, and {@code none} stands alone. */
  @Test
  void the_prompt_makes_sense() {
    assertRefused(
        spa.authorize("prompt", "create login", "tkn", spa.newTkn()),
        "invalid_request",
        "Validation failed");
    for (String prompt :
        new String[] {"create", "None", "none login", "login none", "consent none"}) {
      assertRefused(
          spa.authorize("prompt", prompt, "tkn", spa.newTkn()),
          "invalid_request",
          "Validation failed");
    }
    for (String prompt : new String[] {"none", "login", "login consent select_account"}) {
      assertCode(spa.authorize("prompt", prompt, "tkn", spa.newTkn()));
    }
  }

  /** OpenID Connect Core section 3.1.2.1: {@code max_age} is a number of seconds. */
  @Test
  void the_maximum_age_is_a_number_of_seconds() {
    for (String age :
        new String[] {"-1", "1.5", "1e3", "an hour", "0x10", "99999999999999999999"}) {
      assertRefused(
          spa.authorize("max_age", age, "tkn", spa.newTkn()),
          "invalid_request",
          "Validation failed");
    }
    assertCode(spa.authorize("max_age", "999999999", "tkn", spa.newTkn()));
  }

  /**
   * OpenID Connect Core section 3.2.2.1: an ID token from the authorization endpoint needs a nonce.
   */
  @Test
  void an_id_token_has_a_nonce() {
    for (String type : new String[] {"id_token", "id_token token", "code id_token"}) {
      assertRefused(
          implicit.authorize("response_type", type, "tkn", implicit.newTkn()),
          "invalid_request",
          "Validation failed");
      assertTokens(
          implicit.authorize("response_type", type, "nonce", "n", "tkn", implicit.newTkn()));
    }
  }

  /** OpenID Connect Core section 3.1.2.1: there is no ID token without the scope {@code openid}. */
  @Test
  void an_id_token_has_the_scope_openid() {
    assertRefused(
        implicit.authorize(
            "response_type", "id_token",
            "nonce", "n",
            "scope", "email",
            "tkn", implicit.newTkn()),
        "invalid_scope",
        "openid");
  }

  /**
   * RFC 6749 section 4.1.2.1, contract section 1.12: a known scope that the client may not have is
   * refused, an unknown one dropped.
   */
  @Test
  void a_known_scope_is_one_that_the_client_may_have() {
    for (String scope : new String[] {"mfa", "events", "session", "score_write", "score_read"}) {
      Answer answer = spa.authorize("scope", "openid " + scope, "tkn", spa.newTkn());
      assertRefused(answer, "invalid_scope", "scope");
    }
    assertCode(spa.authorize("scope", "openid test made_up", "tkn", spa.newTkn()));
  }

  /** Contract section 4.1.1: what only tells about the caller is passed over. */
  @Test
  void parameters_that_mean_nothing_here_are_passed_over() {
    assertCode(
        spa.authorize(
            "tkn", spa.newTkn(),
            "display", "touch",
            "origin", "the checkout",
            "ui_locales", "fr en",
            "acr_values", "x",
            "login_hint", "somebody@example.org",
            "platform", "android",
            "device", "Pixel 12",
            "version", "11.0.0",
            "sdk", "core",
            "sdk_method", "loginWithPassword"));
  }

  /** The rules come before the login is looked at: who mends the request need not log in again. */
  @Test
  void a_refused_request_does_not_use_up_the_tkn() {
    String tkn = spa.newTkn();
    for (Map.Entry<String, String> fault :
        Map.of(
                "response_type", "none",
                "response_mode", "jwt",
                "code_challenge_method", "plain",
                "prompt", "none login",
                "max_age", "x",
                "scope", "mfa",
                "state", "s".repeat(2049))
            .entrySet()) {
      Answer answer = spa.authorize("tkn", tkn, fault.getKey(), fault.getValue());
      assertThat(answer.redirectParameters()).containsKey("error");
    }
    assertCode(spa.authorize("tkn", tkn));
  }
}
