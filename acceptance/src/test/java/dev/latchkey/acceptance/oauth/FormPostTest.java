package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * OAuth 2.0 Form Post Response Mode: the answer of the authorization endpoint as a form; and OpenID
 * Connect Core section 3.1.2.1: the request as one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormPostTest {

  private static final Pattern FORM = Pattern.compile("<form method=\"post\" action=\"([^\"]*)\">");

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

  private static String value(Answer page, String name) {
    Matcher input =
        Pattern.compile("<input type=\"hidden\" name=\"%s\" value=\"([^\"]*)\">".formatted(name))
            .matcher(page.body());
    assertThat(input.find()).as(page.toString()).isTrue();
    return input.group(1);
  }

  @Test
  void a_code_is_posted_to_the_client() {
    Answer page = spa.authorize("response_mode", "form_post", "state", "a&b", "tkn", spa.newTkn());
    assertThat(page.status()).as(page.toString()).isEqualTo(200);
    Matcher form = FORM.matcher(page.body());
    assertThat(form.find()).isTrue();
    assertThat(form.group(1)).isEqualTo(TestConfig.CALLBACK);
    assertThat(value(page, "state")).isEqualTo("a&amp;b");
    assertThat(value(page, "iss")).isEqualTo(server.url());
    assertThat(page.header("Cache-Control")).contains("no-store");
    Users.Tokens.of(spa.redeem(value(page, "code")));
  }

  @Test
  void tokens_may_be_posted_too() {
    OAuthClient implicit = new OAuthClient(server.http(), TestConfig.IMPLICIT);
    Answer page =
        implicit.authorize(
            "response_type",
            "id_token token",
            "response_mode",
            "form_post",
            "nonce",
            "n",
            "tkn",
            implicit.newTkn());
    assertThat(value(page, "access_token")).isNotEmpty();
    assertThat(value(page, "id_token")).isNotEmpty();
  }

  @Test
  void an_error_is_posted_as_well() {
    Answer page = spa.authorize("response_mode", "form_post", "prompt", "none", "state", "s");
    assertThat(value(page, "error")).isEqualTo("login_required");
    assertThat(value(page, "state")).isEqualTo("s");
  }

  @Test
  @AttackClass(35)
  void nothing_in_the_answer_can_end_the_form() {
    String state = "\"><script>alert(1)</script>'";
    Answer page = spa.authorize("response_mode", "form_post", "state", state, "prompt", "none");
    assertThat(page.body()).doesNotContain("<script>alert");
    String policy = page.header("Content-Security-Policy");
    assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'", "'nonce-");
    assertThat(policy).doesNotContain("unsafe");
  }

  /** The post of another site brings no cookie: the browser comes again by itself. */
  @Test
  void a_request_may_be_posted_and_is_asked_again_as_a_query() {
    Http page = server.http().with("Origin", "https://anybody.example");
    Map<String, String> parameters = spa.authorizeParameters("state", "é & ?", "tkn", spa.newTkn());
    Answer again = page.postForm("/oauth/authorize", parameters);
    assertThat(again.status()).isEqualTo(303);
    String location = again.header("Location");
    assertThat(location).startsWith(server.url() + "/oauth/authorize?");
    Answer answer = server.http().get(location.substring(server.url().length()));
    assertThat(answer.redirectParameters()).containsEntry("state", "é & ?").containsKey("code");
  }

  @Test
  void only_a_form_of_a_reasonable_length_is_asked_again() {
    assertThat(server.http().post("/oauth/authorize", Map.of("client_id", "spa")).status())
        .isEqualTo(400);
    Answer broken =
        server
            .http()
            .send(
                "POST", "/oauth/authorize", "application/x-www-form-urlencoded", "client_id=%spa");
    assertThat(broken.status()).as(broken.toString()).isEqualTo(400);
    Answer long_ = server.http().postForm("/oauth/authorize", Map.of("state", "x".repeat(8_000)));
    assertThat(long_.text("error")).isEqualTo("invalid_request");
    assertThat(long_.header("Location")).isEmpty();
  }
}
