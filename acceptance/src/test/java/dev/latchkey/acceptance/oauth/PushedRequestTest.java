package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** RFC 9126: authorization requests that the client sends ahead of the browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushedRequestTest {

  private static final String LOGIN_PAGE = "https://app.example/login";

  private TestServer server;
  private OAuthClient webApp;
  private OAuthClient spa;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.twoTenants()
                .set(
                    TestConfig.client(TestConfig.LEGACY) + "/security",
                    Map.of("require_pushed_authorization_requests", true))
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/login_url", LOGIN_PAGE));
    webApp = client(TestConfig.WEB_APP);
    spa = client(TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private OAuthClient client(String id) {
    return new OAuthClient(server.http(), id);
  }

  private static Answer push(OAuthClient client, @Nullable String... changes) {
    Map<String, String> parameters = client.authorizeParameters(changes);
    return client.withForms().post("/oauth/par", parameters);
  }

  private Answer arrive(OAuthClient client, String requestUri, String... more) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", client.id());
    query.put("request_uri", requestUri);
    for (int i = 0; i < more.length; i += 2) {
      query.put(more[i], more[i + 1]);
    }
    return server.http().get("/oauth/authorize", query);
  }

  /** Section 2.2: 201, a reference and how long it is good for. */
  @Test
  void a_client_pushes_and_the_browser_brings_the_reference() {
    Answer pushed = push(webApp, "state", "from-the-back");
    assertThat(pushed.status()).as(pushed.toString()).isEqualTo(201);
    assertThat(pushed.json().path("expires_in").asInt()).isEqualTo(60);
    assertThat(pushed.header("Cache-Control")).contains("no-store");
    String uri = pushed.text("request_uri");
    assertThat(uri).startsWith("urn:ietf:params:oauth:request_uri:").hasSizeGreaterThan(60);

    Answer answer = arrive(webApp, uri, "tkn", webApp.newTkn());
    assertThat(answer.location().toString()).startsWith(TestConfig.CALLBACK);
    assertThat(answer.redirectParameters()).containsEntry("state", "from-the-back");
    Users.Tokens.of(webApp.redeem(answer.redirectParameter("code")));
  }

  /** Section 4: what stands beside the reference changes nothing. */
  @Test
  @Requirement("ASVS 10.4.15")
  @AttackClass(4)
  void what_the_browser_says_beside_the_reference_is_not_looked_at() {
    String uri = push(webApp, "state", "pushed").text("request_uri");
    Answer answer =
        arrive(
            webApp,
            uri,
            "tkn",
            webApp.newTkn(),
            "state",
            "changed",
            "redirect_uri",
            TestConfig.RESET_PAGE,
            "scope",
            "openid full_write",
            "code_challenge",
            Pkce.create().challenge());
    assertThat(answer.location().toString()).startsWith(TestConfig.CALLBACK);
    assertThat(answer.redirectParameters()).containsEntry("state", "pushed");
    assertThat(webApp.redeem(answer.redirectParameter("code")).status()).isEqualTo(200);
  }

  @Test
  @AttackClass(16)
  void a_reference_is_good_once() {
    String uri = push(webApp).text("request_uri");
    List<String> tickets = List.of(webApp.newTkn(), webApp.newTkn(), webApp.newTkn());
    List<Answer> answers = Together.run(3, i -> arrive(webApp, uri, "tkn", tickets.get(i)));
    assertThat(answers.stream().filter(answer -> hasCode(answer))).hasSize(1);
    assertRefused(arrive(webApp, uri, "tkn", webApp.newTkn()));
  }

  private static boolean hasCode(Answer answer) {
    return answer.status() == 303 && answer.redirectParameters().containsKey("code");
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_request_uri");
  }

  @Test
  void a_reference_is_good_for_a_minute_for_its_client_at_its_tenant() {
    String late = push(webApp).text("request_uri");
    server.clock().advance(Duration.ofSeconds(60));
    assertRefused(arrive(webApp, late));

    String anothers = push(webApp).text("request_uri");
    assertRefused(arrive(spa, anothers));
    assertRefused(
        server
            .http()
            .with("Host", "other.localhost")
            .get("/oauth/authorize", Map.of("client_id", webApp.id(), "request_uri", anothers)));
    assertRefused(arrive(webApp, "urn:ietf:params:oauth:request_uri:made-up"));
    assertThat(arrive(webApp, anothers, "tkn", webApp.newTkn()).status()).isEqualTo(303);
  }

  @Test
  void a_public_client_pushes_too() {
    String uri = push(spa).text("request_uri");
    Answer answer = arrive(spa, uri, "tkn", spa.newTkn());
    Users.Tokens.of(spa.redeem(answer.redirectParameter("code")));
  }

  /** Section 2.1: the client authenticates as at the token endpoint. */
  @Test
  void a_confidential_client_must_show_that_it_is_itself() {
    Answer answer = server.http().postForm("/oauth/par", webApp.authorizeParameters());
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
  }

  /** Section 2.3: errors come to the client at once, none to a browser. */
  @Test
  void a_request_that_breaks_a_rule_is_refused_when_it_is_pushed() {
    Map<String, String> broken =
        Map.of(
            "response_type", "code none",
            "redirect_uri", "https://evil.example/",
            "code_challenge_method", "plain",
            "prompt", "none login",
            "request_uri", "urn:ietf:params:oauth:request_uri:x",
            "response_mode", "smoke");
    broken.forEach((name, value) -> {
      Answer answer = push(webApp, name, value);
      assertThat(answer.status()).as(name).isEqualTo(400);
      assertThat(answer.text("error")).as(name).startsWith("invalid_re");
    });
    assertThat(push(spa, "code_challenge", null, "code_challenge_method", null).status())
        .isEqualTo(400);
  }

  /** Section 6: {@code require_pushed_authorization_requests}. */
  @Test
  @Requirement("ASVS 10.4.13")
  void a_client_that_must_push_cannot_do_otherwise() {
    OAuthClient legacy = client(TestConfig.LEGACY);
    Answer direct = legacy.authorize("tkn", legacy.newTkn());
    assertThat(direct.status()).isEqualTo(400);
    assertThat(direct.text("error")).isEqualTo("invalid_request");
    String uri = push(legacy).text("request_uri");
    assertThat(arrive(legacy, uri, "tkn", legacy.newTkn()).redirectParameters())
        .containsKey("code");
  }

  /** Contract section 4.1.7: the user goes to the client's login page and comes back. */
  @Test
  void a_pushed_request_waits_for_a_login_like_any_other() {
    OAuthClient other = client(TestConfig.OTHER_SPA);
    String uri = push(other, "state", "kept").text("request_uri");
    Answer answer = back(other, toLogin(other, uri));
    assertThat(answer.redirectParameters()).containsEntry("state", "kept").containsKey("code");
  }

  /** Section 4; FAPI 2.0 Security Profile section 5.3.2.2, note 3. */
  @Test
  @AttackClass(16)
  void a_page_may_be_loaded_anew_before_the_login_and_there_is_one_answer() {
    OAuthClient other = client(TestConfig.OTHER_SPA);
    String uri = push(other).text("request_uri");
    String first = toLogin(other, uri);
    String again = toLogin(other, uri);
    server.clock().advance(Duration.ofMinutes(5));
    assertRefused(arrive(other, uri));
    assertThat(hasCode(back(other, again))).isTrue();
    assertThat(back(other, first).redirectParameters())
        .containsEntry("error", "invalid_request_uri")
        .doesNotContainKey("code");
  }

  /** The token of the request that waits at the login page. */
  private String toLogin(OAuthClient client, String uri) {
    String page = arrive(client, uri).header("Location");
    assertThat(page).startsWith(LOGIN_PAGE + "?r5_request_token=");
    return page.replaceFirst(".*=", "");
  }

  /** From the login page, logged in. */
  private Answer back(OAuthClient client, String token) {
    return server
        .http()
        .get(
            "/oauth/authorize",
            Map.of("client_id", client.id(), "r5_request_token", token, "tkn", client.newTkn()));
  }
}
