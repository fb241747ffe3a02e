package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Contract section 4.1.4: answers that a page in a hidden frame posts to the page around it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebMessageTest {

  private static final String SECOND_ORIGIN = "http://localhost:3000";

  private TestServer server;
  private OAuthClient spa;

  @BeforeAll
  void start() {
    String client = TestConfig.client(TestConfig.SPA);
    server =
        TestServer.start(
            TestConfig.standard()
                .set(client + "/origins", List.of(TestConfig.ORIGIN, SECOND_ORIGIN))
                .set(
                    client + "/redirect_uris",
                    List.of(
                        TestConfig.CALLBACK,
                        "http://localhost:3000/silent",
                        "https://APP.example:443/silent",
                        "https://not-an-origin.example/callback",
                        "app.example.shop:/callback")));
    spa = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Answer ask(Http http, @Nullable String... changes) {
    OAuthClient client = spa.at(http);
    var parameters = client.authorizeParameters("response_mode", "web_message", "prompt", "none");
    for (int i = 0; i < changes.length; i += 2) {
      String value = changes[i + 1];
      if (value == null) {
        parameters.remove(String.valueOf(changes[i]));
      } else {
        parameters.put(String.valueOf(changes[i]), value);
      }
    }
    return http.get("/oauth/authorize", parameters);
  }

  private Http from(String referer) {
    return server.http().with("Referer", referer);
  }

  @Test
  void a_code_is_posted_with_the_state() {
    PostedMessage message =
        PostedMessage.of(ask(server.http(), "tkn", spa.newTkn(), "state", "xyz"));
    assertThat(message.type()).isEqualTo("authorization_response");
    assertThat(message.targetOrigin()).isEqualTo(TestConfig.ORIGIN);
    assertThat(message.response().propertyNames()).containsExactly("code", "state", "iss");
    assertThat(message.text("state")).isEqualTo("xyz");
    assertThat(spa.redeem(message.text("code")).status()).isEqualTo(200);
  }

  @Test
  void the_page_may_stand_in_a_frame_of_that_origin_alone_and_run_that_script_alone() {
    Answer answer = ask(server.http(), "tkn", spa.newTkn());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("text/html");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.headers().firstValue("X-Frame-Options")).isEmpty();
    assertThat(answer.headers().allValues("Content-Security-Policy")).hasSize(1);
    assertThat(answer.header("Content-Security-Policy").split("; "))
        .contains(
            "default-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "script-src 'nonce-" + PostedMessage.of(answer).nonce() + "'",
            "frame-ancestors " + TestConfig.ORIGIN);
    assertThat(answer.body().split("<script", -1)).hasSize(2);
  }

  @Test
  @AttackClass(21)
  void every_page_has_a_nonce_of_its_own() {
    assertThat(PostedMessage.of(ask(server.http())).nonce())
        .hasSizeGreaterThan(20)
        .isNotEqualTo(PostedMessage.of(ask(server.http())).nonce());
  }

  @Test
  void errors_are_posted_too_or_the_page_around_would_wait_forever() {
    PostedMessage required = PostedMessage.of(ask(server.http(), "state", "xyz"));
    assertThat(required.text("error")).isEqualTo("login_required");
    assertThat(required.text("error_message_key")).isEqualTo("error.login.required");
    assertThat(required.text("error_id")).isNotEmpty();
    assertThat(required.text("error_description")).isNotEmpty();
    assertThat(required.text("error_user_msg")).isNotEmpty();
    assertThat(required.text("state")).isEqualTo("xyz");
    assertThat(required.response().has("code")).isFalse();

    assertThat(PostedMessage.of(ask(server.http(), "tkn", "unknown")).text("error"))
        .isEqualTo("invalid_grant");
    assertThat(PostedMessage.of(ask(server.http(), "scope", "mfa")).text("error"))
        .isEqualTo("invalid_scope");
    assertThat(PostedMessage.of(ask(server.http(), "response_type", "token")).text("error"))
        .isEqualTo("unauthorized_client");
  }

  @Test
  void a_request_at_fault_is_answered_by_a_message_as_well() {
    for (String name :
        List.of("nonce", "state", "scope", "prompt", "max_age", "tkn", "persistent")) {
      PostedMessage message = PostedMessage.of(ask(server.http(), name, "\u0007".repeat(5000)));
      assertThat(message.text("error")).as(name).isEqualTo("invalid_request");
    }
  }

  @Test
  void the_session_of_the_browser_answers_silently() {
    Http browser = server.browser();
    spa.at(browser).newUser();
    PostedMessage message = PostedMessage.of(ask(browser));
    assertThat(spa.redeem(message.text("code")).status()).isEqualTo(200);
  }

  @Test
  @AttackClass(21)
  void nothing_in_the_message_can_leave_the_script() {
    String state = "</script><script>alert(1)</script><!-- ' \" \\ &lt;";
    Answer answer = ask(server.http(), "tkn", spa.newTkn(), "state", state);
    assertThat(answer.body()).doesNotContain("alert(1)</script>").doesNotContain("<!--");
    assertThat(PostedMessage.of(answer).text("state")).isEqualTo(state);
  }

  @Test
  @AttackClass(34)
  void the_message_goes_to_the_origin_of_the_redirect_uri_whatever_the_referer_says() {
    for (String referer :
        List.of(TestConfig.ORIGIN + "/page", "https://evil.example/", "nonsense")) {
      Answer answer = ask(from(referer), "redirect_uri", "http://localhost:3000/silent");
      assertThat(PostedMessage.of(answer).targetOrigin()).isEqualTo(SECOND_ORIGIN);
    }
  }

  /** RFC 6454 section 6.1: as browsers write an origin, and so as it is registered. */
  @Test
  void an_origin_is_the_same_with_its_usual_port_and_in_capitals() {
    Answer answer = ask(server.http(), "redirect_uri", "https://APP.example:443/silent");
    assertThat(PostedMessage.of(answer).targetOrigin()).isEqualTo(TestConfig.ORIGIN);
  }

  @Test
  void without_a_redirect_uri_the_message_goes_to_the_origin_of_the_referer() {
    for (String referer :
        List.of(
            SECOND_ORIGIN,
            SECOND_ORIGIN + "/",
            SECOND_ORIGIN + "/shop?q=https://evil.example/#x")) {
      PostedMessage message = PostedMessage.of(ask(from(referer), "redirect_uri", null));
      assertThat(message.targetOrigin()).isEqualTo(SECOND_ORIGIN);
    }
  }

  @Test
  void without_redirect_uri_and_referer_nobody_can_be_told() {
    for (Http http :
        List.of(
            server.http(),
            from("null"),
            from("about:blank"),
            from("data:text/html,x"),
            from("//app.example/"),
            from("x y"))) {
      Answer answer = ask(http, "redirect_uri", null, "tkn", spa.newTkn());
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text("error_description")).isEqualTo("No origin or referer retrieved");
      assertThat(answer.body()).doesNotContain("postMessage");
    }
  }

  @Test
  @AttackClass(34)
  void an_origin_that_is_not_registered_gets_no_message() {
    for (String referer :
        List.of(
            "https://evil.example/",
            "https://app.example.evil.example/",
            "https://app.example@evil.example/",
            "https://app.example:444/",
            "http://app.example/",
            "https://sub.app.example/",
            "https://evil.example/?https://app.example/",
            "http://localhost:3001/")) {
      Answer answer = ask(from(referer), "redirect_uri", null, "tkn", spa.newTkn());
      assertThat(answer.status()).as(referer).isEqualTo(403);
      assertThat(answer.text("error")).isEqualTo("origin_not_allowed");
    }
  }

  @Test
  void a_redirect_uri_whose_origin_is_not_registered_gets_no_message() {
    Answer answer = ask(server.http(), "redirect_uri", "https://not-an-origin.example/callback");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("error")).isEqualTo("origin_not_allowed");
  }

  @Test
  void a_redirect_uri_that_has_no_origin_gets_no_message() {
    Answer answer = ask(from(TestConfig.ORIGIN), "redirect_uri", "app.example.shop:/callback");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error_description")).isEqualTo("No origin or referer retrieved");
  }

  @Test
  void a_redirect_uri_that_is_not_the_clients_gets_no_message() {
    Answer answer = ask(from(TestConfig.ORIGIN), "redirect_uri", TestConfig.ORIGIN + "/other");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error_message_key")).isEqualTo("error.redirect.notAllowed");
  }

  @Test
  void a_code_without_a_redirect_uri_is_bound_to_the_origin_of_the_page() {
    assertThat(spa.redeem(codeFor(SECOND_ORIGIN), "redirect_uri", SECOND_ORIGIN).status())
        .isEqualTo(200);
    for (String wrong :
        new @Nullable String[] {
          null,
          "",
          SECOND_ORIGIN + "/",
          TestConfig.ORIGIN,
          TestConfig.CALLBACK,
          "http://localhost:3000/silent"
        }) {
      Answer answer = spa.redeem(codeFor(SECOND_ORIGIN), "redirect_uri", wrong);
      assertThat(answer.text("error")).as(wrong).isEqualTo("invalid_grant");
    }
  }

  private String codeFor(String origin) {
    Answer answer = ask(from(origin + "/"), "redirect_uri", null, "tkn", spa.newTkn());
    return PostedMessage.of(answer).text("code");
  }

  @Test
  void a_code_with_a_redirect_uri_is_bound_to_that() {
    String code = PostedMessage.of(ask(server.http(), "tkn", spa.newTkn())).text("code");
    assertThat(spa.redeem(code, "redirect_uri", TestConfig.ORIGIN).text("error"))
        .isEqualTo("invalid_grant");
  }

  @Test
  void tokens_are_posted_to_a_client_whose_implicit_switch_is_on() {
    OAuthClient implicit = new OAuthClient(server.http(), TestConfig.IMPLICIT);
    Answer answer =
        implicit.authorize(
            "response_type", "token",
            "response_mode", "web_message",
            "prompt", "none",
            "state", "xyz",
            "tkn", implicit.newTkn());
    PostedMessage message = PostedMessage.of(answer);
    assertThat(message.response().propertyNames())
        .containsExactlyInAnyOrder(
            "access_token", "token_type", "expires_in", "id_token", "state", "iss");
    assertThat(message.text("token_type")).isEqualTo("Bearer");
    assertThat(message.response().path("expires_in").isIntegralNumber()).isTrue();
    assertThat(implicit.users().userinfo(message.text("access_token")).status()).isEqualTo(200);
  }
}
