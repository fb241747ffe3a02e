package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code GET sso/data}, and the session cookies that it reads (contract sections 1.15 and 4.8). */
class SsoDataTest extends IdentityContract {

  private static final String NOBODY = "{\"is_authenticated\": false}";

  @Override
  TestConfig config() {
    return demo().set(TestConfig.client(TestConfig.OTHER_SPA) + "/sso", false);
  }

  private static Answer ask(Http browser, String clientId) {
    return browser.get(API + "sso/data", Map.of("client_id", clientId));
  }

  private static JsonNode data(Http browser) {
    return Expect.secret(ask(browser, TestConfig.SPA));
  }

  private Http loggedIn() {
    String email = Users.newEmail();
    users.signUp(email);
    return loggedIn(email);
  }

  @Test
  void without_a_session_there_is_nobody() {
    assertThat(data(server.browser())).isEqualTo(read(NOBODY));
    assertThat(data(http.with("Cookie", "__Host-SESSION=nonsense"))).isEqualTo(read(NOBODY));
  }

  @Test
  void with_a_session_it_says_who_is_there() {
    String email = Users.newEmail();
    users.signUp(Map.of("email", email, "name", "Ada Lovelace"));

    assertThat(data(loggedIn(email)))
        .isEqualTo(
            read(
                """
                {"is_authenticated": true, "name": "Ada Lovelace", "email": "%s",
                  "last_login_type": "password",
                 "has_password": true, "social_providers": []}\
                """
                    .formatted(email)));
  }

  @Test
  void what_the_profile_does_not_have_is_left_out() {
    Http browser = server.browser();
    new Users(browser)
        .code(users.signUp(Map.of("phone_number", Users.newPhoneNumber())), Pkce.create());

    assertThat(data(browser))
        .isEqualTo(
            read(
                """
                {"is_authenticated": true, "last_login_type": "password", "has_password": true,
                  "social_providers": []}\
                """));
  }

  @Test
  void every_client_of_the_tenant_sees_the_session_but_one_without_single_sign_on() {
    Http browser = loggedIn();

    assertThat(Expect.secret(ask(browser, TestConfig.WEB_APP)).path("is_authenticated").asBoolean())
        .isTrue();
    assertThat(Expect.secret(ask(browser, TestConfig.OTHER_SPA))).isEqualTo(read(NOBODY));
  }

  @Test
  void a_first_party_client_must_ask() {
    Http browser = loggedIn();

    Expect.invalidClient(browser.get(API + "sso/data"));
    Expect.invalidClient(ask(browser, "nobody"));
    Expect.notFirstParty(ask(browser, TestConfig.THIRD_PARTY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example", "https://app.example:8443", "http://app.example", "null"})
  void a_page_of_another_origin_is_told_nothing(String origin) {
    Answer answer = ask(loggedIn().with("Origin", origin), TestConfig.SPA);

    Expect.error(answer, 403, "origin_not_allowed", "error.origin.notAllowed");
    assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void the_clients_own_pages_and_the_servers_are_told() {
    Http browser = loggedIn();

    for (String origin : new String[] {TestConfig.ORIGIN, "http://localhost:9999"}) {
      Answer answer = ask(browser.with("Origin", origin), TestConfig.SPA);
      assertThat(answer.text("is_authenticated")).isEqualTo("true");
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
      assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    }
  }

  // The cookies

  @Test
  void the_session_cookies_are_for_this_host_alone_and_out_of_reach_of_scripts() {
    String email = Users.newEmail();
    users.signUp(email);
    Map<String, String> parameters = users.authorizeParameters(Pkce.create());
    parameters.put("tkn", users.logIn(email));

    Answer answer = http.get("/oauth/authorize", parameters);

    String value = "[A-Za-z0-9_-]{43}";
    assertThat(answer.headers().allValues("Set-Cookie"))
        .satisfiesExactlyInAnyOrder(
            cookie ->
                assertThat(cookie)
                    .matches(
                        "__Host-SESSION=%s; Path=/; Max-Age=259200; Secure; HttpOnly; SameSite=None"
                            .formatted(value)),
            cookie ->
                assertThat(cookie)
                    .matches(
                        "__Host-SESSION_LEGACY=%s; Path=/; Max-Age=259200; Secure; HttpOnly"
                            .formatted(value)));
  }

  @Test
  void a_session_that_is_not_to_be_remembered_ends_with_the_browser() {
    String email = Users.newEmail();
    users.signUp(email);
    Map<String, String> parameters = users.authorizeParameters(Pkce.create());
    parameters.put("tkn", users.logIn(email));
    parameters.put("persistent", "false");

    assertThat(http.get("/oauth/authorize", parameters).headers().allValues("Set-Cookie"))
        .hasSize(2)
        .noneMatch(cookie -> cookie.contains("Max-Age"));
  }

  @Test
  void the_legacy_cookie_serves_browsers_that_keep_no_other() {
    Http browser = loggedIn();
    String legacy = browser.cookies().get("__Host-SESSION_LEGACY");

    assertThat(legacy).isEqualTo(browser.cookies().get("__Host-SESSION"));
    assertThat(
            data(http.with("Cookie", "__Host-SESSION_LEGACY=" + legacy))
                .path("is_authenticated")
                .asBoolean())
        .isTrue();
  }

  @Test
  void each_login_has_a_session_of_its_own_and_ends_the_one_before_in_that_browser() {
    String email = Users.newEmail();
    users.signUp(email);
    Http browser = loggedIn(email);
    String first = browser.cookies().get("__Host-SESSION");

    new Users(browser).code(users.logIn(email), Pkce.create());

    assertThat(browser.cookies().get("__Host-SESSION")).isNotEqualTo(first);
    assertThat(data(http.with("Cookie", "__Host-SESSION=" + first))).isEqualTo(read(NOBODY));
  }

  @Test
  void a_session_ends_three_days_after_its_last_use() {
    Http browser = loggedIn();
    Map<String, String> silent = users.authorizeParameters(Pkce.create());
    silent.put("prompt", "none");

    server.clock().advance(Duration.ofDays(2));
    assertThat(browser.get("/oauth/authorize", silent).redirectParameters()).containsKey("code");
    server.clock().advance(Duration.ofDays(2));
    assertThat(data(browser).path("is_authenticated").asBoolean()).isTrue();
    server.clock().advance(Duration.ofDays(1));
    assertThat(data(browser)).isEqualTo(read(NOBODY));
  }

  @Test
  void a_session_ends_with_the_account() {
    String email = Users.newEmail();
    users.signUp(email);
    Http browser = loggedIn(email);
    server.sql("update profile set suspended_at = now() where email = '" + email + "'");

    assertThat(data(browser)).isEqualTo(read(NOBODY));
  }
}
