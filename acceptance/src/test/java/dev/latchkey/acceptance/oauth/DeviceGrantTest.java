package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.DpopKey;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** RFC 8628: a device without a browser is let in by its user elsewhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceGrantTest {

  private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
  private static final String START = "/oauth/device_authorization";
  private static final String PAGE = "/activate";
  private static final String RESOURCE = "https://api.example/";
  private static final Pattern FORM_TOKEN =
      Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");
  private static final Pattern ACCOUNT = Pattern.compile("name=\"account\" value=\"([^\"]+)\"");

  private TestServer server;

  @BeforeAll
  void start() {
    Map<String, Object> device =
        Map.of("device_grant", true, "resources", List.of(Map.of("identifier", RESOURCE)));
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/pages", Map.of())
                .set(TestConfig.client(TestConfig.NATIVE) + "/openid", device)
                .set(TestConfig.client(TestConfig.WEB_APP) + "/openid", device)
                .set(TestConfig.client(TestConfig.THIRD_PARTY) + "/openid", device)
                .set(
                    TestConfig.client(TestConfig.OTHER_SPA) + "/openid",
                    Map.of("device_grant", true, "default_max_age", "1h")));
    server.clock().stop();
  }

  /** Codes that other tests tried count for nobody here. */
  @BeforeEach
  void advance() {
    server.clock().advance(Duration.ofMinutes(11));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private OAuthClient client(String id) {
    return new OAuthClient(server.http(), id);
  }

  private Answer begin(OAuthClient client, String... fields) {
    Map<String, String> form = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      form.put(fields[i], fields[i + 1]);
    }
    return client.withForms().post(START, form);
  }

  private Answer poll(OAuthClient client, Answer begun, String... more) {
    server.clock().advance(Duration.ofSeconds(6));
    return pollAtOnce(client, begun, more);
  }

  private static Answer pollAtOnce(OAuthClient client, Answer begun, String... more) {
    String[] fields = new String[more.length + 2];
    System.arraycopy(more, 0, fields, 2, more.length);
    fields[0] = "device_code";
    fields[1] = begun.text("device_code");
    return client.withForms().token(GRANT, fields);
  }

  private static void refused(Answer answer, String error) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo(error);
  }

  /** A browser on our own pages in which somebody just logged in. */
  private Http loggedIn() {
    Http browser = server.http().browser();
    new OAuthClient(browser.without("Origin"), TestConfig.SPA).newUser();
    return browser;
  }

  /** Answers the question, if it is asked. */
  private static Answer decide(Http browser, String userCode, String decision) {
    Answer question = post(browser, Map.of("user_code", userCode));
    Matcher account = ACCOUNT.matcher(question.body());
    return account.find()
        ? post(
            browser,
            Map.of("user_code", userCode, "decision", decision, "account", account.group(1)))
        : question;
  }

  private static Answer post(Http browser, Map<String, String> fields) {
    Matcher token = FORM_TOKEN.matcher(browser.get(PAGE).body());
    assertThat(token.find()).isTrue();
    Map<String, String> form = new LinkedHashMap<>(fields);
    form.put("form_token", token.group(1));
    return browser.postForm(PAGE, form);
  }

  /** Section 3.2; the form of a user code is of section 6.1. */
  @Test
  void a_device_is_told_what_to_show_and_how_often_to_ask() {
    Answer begun = begin(client(TestConfig.NATIVE));
    assertThat(begun.status()).as("%s", begun).isEqualTo(200);
    assertThat(begun.header("Cache-Control")).contains("no-store");
    assertThat(begun.text("device_code")).hasSizeGreaterThanOrEqualTo(43);
    assertThat(begun.text("user_code"))
        .matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
    assertThat(begun.text("verification_uri")).isEqualTo(server.url() + PAGE);
    assertThat(begun.text("verification_uri_complete"))
        .isEqualTo(server.url() + PAGE + "?user_code=" + begun.text("user_code"));
    assertThat(begun.json().path("expires_in").asInt()).isEqualTo(600);
    assertThat(begun.json().path("interval").asInt()).isEqualTo(5);
    String kept = server.sql("select string_agg(device_code::text, ' ') from device_code");
    assertThat(kept)
        .doesNotContain(begun.text("device_code"))
        .doesNotContain(begun.text("user_code").replace("-", ""));
  }

  /** Section 3.1: a client authenticates here as at the token endpoint, and must be allowed to. */
  @Test
  void who_may_begin() {
    assertThat(begin(client(TestConfig.WEB_APP)).status()).isEqualTo(200);
    Answer wrong =
        server
            .http()
            .postForm(START, Map.of("client_id", TestConfig.WEB_APP, "client_secret", "x"));
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.text("error")).isEqualTo("invalid_client");
    assertThat(begin(client(TestConfig.SPA)).text("error")).isEqualTo("unauthorized_client");
    assertThat(client(TestConfig.SPA).token(GRANT, "device_code", "x").text("error"))
        .isEqualTo("unauthorized_client");
    refused(begin(client(TestConfig.NATIVE), "scope", "mfa"), "invalid_scope");
    refused(begin(client(TestConfig.NATIVE), "resource", "https://no.example/"), "invalid_target");
  }

  /** Sections 3.3 to 3.5. */
  @Test
  void a_device_waits_until_its_user_lets_it_in_and_gets_tokens_once() {
    OAuthClient device = client(TestConfig.NATIVE);
    Answer begun = begin(device, "scope", "openid email offline_access");
    refused(poll(device, begun), "authorization_pending");

    Http browser = loggedIn();
    String typed = " " + begun.text("user_code").toLowerCase(Locale.ROOT).replace("-", ". ");
    Answer question = post(browser, Map.of("user_code", typed));
    assertThat(question.status()).isEqualTo(200);
    assertThat(question.body()).contains("native", begun.text("user_code"), "value=\"allow\"");
    refused(poll(device, begun), "authorization_pending");
    assertThat(decide(browser, typed, "allow").status()).isEqualTo(200);

    Answer tokens = poll(device, begun);
    assertThat(tokens.status()).as("%s", tokens).isEqualTo(200);
    assertThat(tokens.text("scope")).isEqualTo("openid email offline_access");
    assertThat(device.users().userinfo(tokens.text("access_token")).text("email")).contains("@");
    assertThat(device.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);
    refused(poll(device, begun), "invalid_grant");
    assertThat(decide(browser, typed, "allow").status()).isEqualTo(401);
  }

  /** RFC 9449 section 5, at this grant. */
  @Test
  void a_device_that_shows_a_key_gets_tokens_that_are_bound_to_it() {
    OAuthClient device = client(TestConfig.NATIVE);
    Answer begun = begin(device, "scope", "openid email offline_access");
    assertThat(decide(loggedIn(), begun.text("user_code"), "allow").status()).isEqualTo(200);
    Http showing =
        DpopKey.create()
            .beside(server.http(), "POST", server.url() + "/oauth/token", server.clock().instant());
    Answer tokens = pollAtOnce(device.at(showing), begun);
    assertThat(tokens.text("token_type")).isEqualTo("DPoP");
    assertThat(server.http().bearer(tokens.text("access_token")).get("/identity/v1/me").status())
        .isEqualTo(401);
    refused(device.refresh(tokens.text("refresh_token")), "invalid_grant");
  }

  /** Section 3.5: every question that comes too soon makes the pause five seconds longer. */
  @Test
  void a_device_that_asks_too_often_waits_longer() {
    OAuthClient device = client(TestConfig.NATIVE);
    Answer begun = begin(device);
    refused(pollAtOnce(device, begun), "authorization_pending");
    refused(pollAtOnce(device, begun), "slow_down");
    server.clock().advance(Duration.ofSeconds(6));
    refused(pollAtOnce(device, begun), "slow_down");
    server.clock().advance(Duration.ofSeconds(15));
    refused(pollAtOnce(device, begun), "authorization_pending");
  }

  @Test
  void a_user_who_says_no_is_heard() {
    OAuthClient device = client(TestConfig.NATIVE);
    Answer begun = begin(device);
    Http browser = loggedIn();
    assertThat(decide(browser, begun.text("user_code"), "deny").status()).isEqualTo(200);
    refused(poll(device, begun), "access_denied");
    assertThat(decide(browser, begun.text("user_code"), "allow").status()).isEqualTo(401);
    refused(poll(device, begun), "access_denied");
  }

  @Test
  void codes_are_good_for_ten_minutes() {
    OAuthClient device = client(TestConfig.NATIVE);
    Answer begun = begin(device);
    Http browser = loggedIn();
    server.clock().advance(Duration.ofSeconds(601));
    assertThat(decide(browser, begun.text("user_code"), "allow").status()).isEqualTo(401);
    refused(pollAtOnce(device, begun), "expired_token");
  }

  @Test
  void a_device_code_is_its_clients_alone_and_good_once_however_many_ask() {
    OAuthClient device = client(TestConfig.NATIVE);
    Answer begun = begin(device);
    decide(loggedIn(), begun.text("user_code"), "allow");
    refused(poll(client(TestConfig.WEB_APP), begun), "invalid_grant");
    refused(client(TestConfig.NATIVE).token(GRANT, "device_code", "made-up"), "invalid_grant");
    List<Integer> statuses = Together.run(4, i -> pollAtOnce(device, begun).status());
    assertThat(statuses).containsOnlyOnce(200);
  }

  /** RFC 8707: the resources are those of the first request, and fewer where the device says so. */
  @Test
  void the_token_is_for_the_resource_that_was_asked_for() {
    OAuthClient device = client(TestConfig.NATIVE);
    Answer begun = begin(device, "resource", RESOURCE);
    decide(loggedIn(), begun.text("user_code"), "allow");
    Answer tokens = poll(device, begun, "resource", RESOURCE);
    assertThat(device.users().userinfo(tokens.text("access_token")).status()).isEqualTo(401);
  }

  /** The policy of an authorize request: a session, young enough. */
  @Test
  @AttackClass(17)
  void who_is_not_logged_in_well_enough_lets_nobody_in() {
    String waiting = begin(client(TestConfig.NATIVE)).text("user_code");
    leadsToLogin(decide(server.http().browser(), waiting, "allow"));
    leadsToLogin(
        post(
            server.http().browser(),
            Map.of(
                "user_code",
                waiting,
                "decision",
                "allow",
                "account",
                "00000000-0000-0000-0000-000000000000")));

    Http browser = loggedIn();
    server.clock().advance(Duration.ofMinutes(61));
    String old = begin(client(TestConfig.OTHER_SPA)).text("user_code");
    leadsToLogin(decide(browser, old, "allow"));
  }

  private void leadsToLogin(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(303);
    assertThat(answer.header("Location")).startsWith(server.url() + "/login?");
  }

  /** Section 4: what is announced is what was done above. */
  @Test
  void the_grant_is_announced_where_there_is_a_page_for_it() {
    for (String path :
        List.of("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")) {
      Answer metadata = server.http().get(path);
      assertThat(metadata.text("device_authorization_endpoint")).isEqualTo(server.url() + START);
      assertThat(metadata.json().path("grant_types_supported").toString()).contains(GRANT);
    }
  }

  /** Section 5.4: looking at a link lets nobody in, and another page cannot press the button. */
  @Test
  @AttackClass(17)
  void a_link_fills_the_code_in_and_no_more() {
    OAuthClient device = client(TestConfig.NATIVE);
    Answer begun = begin(device);
    Http browser = loggedIn();
    Answer page = browser.get(PAGE, Map.of("user_code", begun.text("user_code")));
    assertThat(page.body()).contains("value=\"" + begun.text("user_code") + "\"");
    assertThat(
            browser
                .with("Origin", "https://evil.example")
                .postForm(PAGE, Map.of("user_code", begun.text("user_code"), "decision", "allow"))
                .status())
        .isEqualTo(403);
    refused(poll(device, begun), "authorization_pending");
  }

  /** Section 5.1: a user code can be guessed, so few guesses are heard. */
  @Test
  @AttackClass(9)
  void a_user_cannot_try_many_codes() {
    Http browser = loggedIn();
    for (int i = 0; i < 20; i++) {
      assertThat(post(browser, Map.of("user_code", "BBBB-BBBB")).status()).isEqualTo(401);
    }
    String right = begin(client(TestConfig.NATIVE)).text("user_code");
    assertThat(decide(browser, right, "allow").status()).isEqualTo(429);
    assertThat(post(browser, Map.of("user_code", right)).status()).isEqualTo(429);
    assertThat(decide(loggedIn(), right, "allow").status()).isEqualTo(200);
  }
}
