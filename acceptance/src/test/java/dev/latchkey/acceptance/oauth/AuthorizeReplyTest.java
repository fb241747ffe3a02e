package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Contract sections 1.8, 4.1.2 step 1 and 4.1.3: where the answers of {@code /oauth/authorize} go,
 * the good ones and the bad ones.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorizeReplyTest {

  /** What a state or nonce may hold: everything but control characters, 2048 characters long. */
  private static final String LONG =
      "a+b c&d=e%20f#g\"h'i\\j/k?l;m<n>o|p~é€😀".repeat(53) + "x".repeat(34);

  private TestServer server;
  private OAuthClient spa;

  @BeforeAll
  void start() {
    server = TestServer.start();
    spa = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void a_code_goes_to_the_redirect_uri_with_the_state() {
    Answer answer = spa.authorize("tkn", spa.newTkn(), "state", "xyz");
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK + "?");
    assertThat(answer.redirectParameters()).containsOnlyKeys("code", "state", "iss");
    assertThat(answer.redirectParameters()).containsEntry("state", "xyz");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void without_a_state_none_comes_back() {
    Answer answer = spa.authorize("tkn", spa.newTkn());
    assertThat(answer.redirectParameters()).containsOnlyKeys("code", "iss");
  }

  /** RFC 9207: a client of several servers can tell which one answers. */
  @Test
  void every_answer_says_whose_it_is() {
    String issuer = server.http().get("/.well-known/openid-configuration").text("issuer");
    assertThat(spa.authorize("tkn", spa.newTkn()).redirectParameters())
        .containsEntry("iss", issuer);
    assertThat(spa.authorize("tkn", "unknown").redirectParameters()).containsEntry("iss", issuer);
    OAuthClient implicit = new OAuthClient(server.http(), TestConfig.IMPLICIT);
    assertThat(
            implicit
                .authorize("response_type", "token", "tkn", implicit.newTkn())
                .redirectParameters())
        .containsEntry("iss", issuer);
    Answer framed = spa.authorize("response_mode", "web_message", "tkn", spa.newTkn());
    assertThat(PostedMessage.of(framed).text("iss")).isEqualTo(issuer);
  }

  @Test
  void the_query_of_a_redirect_uri_is_kept() {
    Answer answer = spa.authorize("tkn", spa.newTkn(), "redirect_uri", TestConfig.RESET_PAGE);
    assertThat(answer.header("Location")).startsWith(TestConfig.RESET_PAGE + "&code=");
  }

  @Test
  void an_app_with_a_scheme_of_its_own_gets_its_code_there() {
    OAuthClient app = new OAuthClient(server.http(), TestConfig.NATIVE);
    Answer answer =
        app.authorize("tkn", app.newTkn(), "redirect_uri", "reachfive://native/callback");
    assertThat(answer.header("Location")).startsWith("reachfive://native/callback?code=");
  }

  @Test
  void state_and_nonce_come_back_unchanged_whatever_they_are() throws Exception {
    assertThat(LONG).hasSize(2048);
    Answer answer = spa.authorize("tkn", spa.newTkn(), "state", LONG, "nonce", LONG);
    assertThat(answer.redirectParameters()).containsEntry("state", LONG);
    String idToken = spa.redeem(answer.redirectParameter("code")).text("id_token");
    assertThat(SignedJWT.parse(idToken).getJWTClaimsSet().getStringClaim("nonce")).isEqualTo(LONG);
  }

  @Test
  void an_error_goes_to_the_redirect_uri_with_all_that_clients_read() {
    Answer answer = spa.authorize("tkn", "unknown", "state", "xyz");
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK + "?");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    Map<String, String> parameters = answer.redirectParameters();
    assertThat(parameters)
        .containsOnlyKeys(
            "error",
            "error_id",
            "error_description",
            "error_message_key",
            "error_user_msg",
            "state",
            "iss")
        .containsEntry("error", "invalid_grant")
        .containsEntry("error_message_key", "error.tkn.invalid")
        .containsEntry("state", "xyz");
    assertThat(parameters.get("error_id")).matches("[a-z0-9]{10}");
  }

  @Test
  void the_text_for_the_user_is_in_the_users_language() {
    Answer english = spa.authorize();
    Answer french = spa.at(server.http().with("Accept-Language", "fr-FR, en;q=0.5")).authorize();
    assertThat(english.redirectParameters()).containsEntry("error", "login_required");
    assertThat(french.redirectParameter("error_user_msg"))
        .isNotEmpty()
        .isNotEqualTo(english.redirectParameter("error_user_msg"));
  }

  @Test
  void a_long_state_is_an_error_like_another() {
    Answer answer = spa.authorize("tkn", spa.newTkn(), "state", "s".repeat(2049));
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK + "?");
    assertThat(answer.redirectParameters())
        .containsEntry("error", "invalid_request")
        .doesNotContainKey("state");
  }

  @Test
  void errors_of_implicit_requests_go_to_the_fragment() {
    OAuthClient implicit = new OAuthClient(server.http(), TestConfig.IMPLICIT);
    Answer answer = implicit.authorize("response_type", "token", "tkn", "unknown", "state", "xyz");
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK + "#error=");
    assertThat(answer.redirectParameters())
        .containsEntry("error", "invalid_grant")
        .containsEntry("state", "xyz");
  }

  @Test
  void an_unknown_client_is_told_on_the_spot() {
    for (String id : List.of("nobody", "", "SPA", "spa ")) {
      Answer answer = spa.authorize("client_id", id, "tkn", spa.newTkn());
      assertOnTheSpot(answer);
      assertThat(answer.text("error")).isEqualTo("invalid_client");
    }
    assertThat(spa.authorize("client_id", null).text("error")).isEqualTo("invalid_client");
  }

  @Test
  void a_redirect_uri_that_is_not_the_clients_is_told_on_the_spot() {
    for (String uri :
        List.of("https://evil.example/", TestConfig.CALLBACK + "/", TestConfig.ORIGIN)) {
      Answer answer = spa.authorize("redirect_uri", uri, "tkn", spa.newTkn(), "state", "xyz");
      assertOnTheSpot(answer);
      assertThat(answer.text("error_message_key")).isEqualTo("error.redirect.notAllowed");
    }
  }

  @Test
  void a_code_needs_a_redirect_uri() {
    Answer answer = spa.authorize("redirect_uri", null, "tkn", spa.newTkn());
    assertOnTheSpot(answer);
    assertThat(answer.text("/error_details/0/field")).isEqualTo("redirect_uri");
  }

  @Test
  void a_redirect_uri_that_is_too_long_is_told_on_the_spot() {
    Answer answer = spa.authorize("redirect_uri", TestConfig.CALLBACK + "?" + "x".repeat(2048));
    assertOnTheSpot(answer);
    assertThat(answer.text("/error_details/0/field")).isEqualTo("redirect_uri");
  }

  @Test
  void a_query_that_cannot_be_decoded_is_told_on_the_spot() throws Exception {
    String query = Http.form(spa.authorizeParameters()) + "&state=%zz";
    assertThat(raw("GET /oauth/authorize?" + query + " HTTP/1.1"))
        .startsWith("HTTP/1.1 400 ")
        .doesNotContainIgnoringCase("location:");
  }

  /** The answer to a request that the JDK's client finds too malformed to send. */
  private String raw(String requestLine) throws IOException {
    URI url = URI.create(server.url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      String request =
          requestLine + "\r\nHost: " + url.getAuthority() + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void assertOnTheSpot(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.header("Location")).isEmpty();
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.header("WWW-Authenticate")).isEmpty();
    assertThat(answer.text("error_id")).isNotEmpty();
  }

  @Test
  void who_prefers_html_reads_a_page() {
    Http browser =
        server
            .http()
            .with("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
            .with("Accept-Language", "de");
    Answer answer = spa.at(browser).authorize("redirect_uri", "https://evil.example/<script>");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Location")).isEmpty();
    assertThat(answer.header("Content-Type")).startsWith("text/html");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'");
    assertThat(answer.body())
        .contains("<html lang=\"de\"")
        .contains("invalid_request")
        .doesNotContain("evil.example");
  }

  @Test
  void who_prefers_json_or_says_nothing_reads_json() {
    for (String accept : List.of("application/json", "*/*", "application/json, text/html;q=0.5")) {
      OAuthClient client = spa.at(server.http().with("Accept", accept));
      assertOnTheSpot(client.authorize("redirect_uri", "https://evil.example/"));
    }
  }

  @Test
  void a_third_party_client_cannot_be_let_in_without_consent() {
    OAuthClient third = new OAuthClient(server.http(), TestConfig.THIRD_PARTY);
    for (String prompt : List.of("none", "consent")) {
      assertThat(third.authorize("prompt", prompt, "state", "xyz").redirectParameters())
          .containsEntry("error", "access_denied")
          .containsEntry("error_message_key", "error.consentRequired")
          .containsEntry("state", "xyz");
    }
  }

  /** Contract section 4.10: the name of the web SDK before August 2020. */
  @Test
  void the_password_callback_of_the_seed_is_the_same_endpoint() {
    Map<String, String> good = spa.authorizeParameters("tkn", spa.newTkn(), "state", "xyz");
    Answer answer = server.http().get("/identity/v1/password/callback", good);
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK + "?code=");
    assertThat(answer.redirectParameters()).containsEntry("state", "xyz");
    assertThat(spa.redeem(answer.redirectParameter("code")).status()).isEqualTo(200);

    assertThat(server.http().get("/identity/v1/password/callback", good).redirectParameters())
        .containsEntry("error", "invalid_grant");
    assertOnTheSpot(
        server
            .http()
            .get(
                "/identity/v1/password/callback",
                spa.authorizeParameters("redirect_uri", "https://evil.example/")));
  }
}
