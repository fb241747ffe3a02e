package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET logout} (contract sections 1.15 and 4.7). */
class LogoutTest extends IdentityContract {

  private static final String PAGE_WITH_QUERY = "https://app.example/bye?lang=en";

  @Override
  TestConfig config() {
    return demo().set("/tenants/0/logout_urls", List.of(TestConfig.LOGOUT_PAGE, PAGE_WITH_QUERY));
  }

  private Http loggedIn() {
    String email = Users.newEmail();
    users.signUp(email);
    return loggedIn(email);
  }

  private static boolean hasSession(Http browser) {
    return Expect.secret(browser.get(API + "sso/data?client_id=spa"))
        .path("is_authenticated")
        .asBoolean();
  }

  private static void clearsTheSessionCookies(Answer answer) {
    assertThat(answer.headers().allValues("Set-Cookie"))
        .containsExactlyInAnyOrder(
            "__Host-SESSION=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=None",
            "__Host-SESSION_LEGACY=; Path=/; Max-Age=0; Secure; HttpOnly");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void without_a_redirect_the_session_ends_and_there_is_nothing_to_say() {
    Http browser = loggedIn();
    assertThat(hasSession(browser)).isTrue();

    Answer answer = browser.get(API + "logout");

    Expect.nothing(answer);
    clearsTheSessionCookies(answer);
    assertThat(hasSession(browser)).isFalse();
  }

  @Test
  @Requirement("ASVS 7.4.1")
  void the_session_is_dead_and_not_only_forgotten() {
    Http browser = loggedIn();
    String cookie = "__Host-SESSION=" + browser.cookies().get("__Host-SESSION");
    Http thief = http.with("Cookie", cookie);
    assertThat(hasSession(thief)).isTrue();

    browser.get(API + "logout");

    assertThat(hasSession(thief)).isFalse();
    Map<String, String> silent = users.authorizeParameters(Pkce.create());
    silent.put("prompt", "none");
    assertThat(thief.get("/oauth/authorize", silent).redirectParameters())
        .containsEntry("error", "login_required");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "__Host-SESSION=nonsense", "__Host-SESSION=", "other=x"})
  void without_a_live_session_it_is_no_error(String cookie) {
    Http browser = cookie.isEmpty() ? http : http.with("Cookie", cookie);

    Answer answer = browser.get(API + "logout");

    Expect.nothing(answer);
    clearsTheSessionCookies(answer);
  }

  @Test
  void the_tokens_live_on_and_the_device_is_still_known() {
    String email = Users.newEmail();
    users.signUp(email);
    Http browser = server.browser();
    Users inBrowser = new Users(browser);
    Users.Tokens tokens = inBrowser.tokens(inBrowser.logIn(email));

    browser.get(API + "logout");

    Expect.secret(users.userinfo(tokens.accessToken()));
    assertThat(users.refresh(tokens.refreshToken()).status()).isEqualTo(200);
    assertThat(browser.cookies()).containsOnlyKeys("__Host-known-device-id");
  }

  @Test
  void other_sessions_of_the_user_live_on() {
    String email = Users.newEmail();
    users.signUp(email);
    Http one = loggedIn(email);
    Http two = loggedIn(email);

    one.get(API + "logout");

    assertThat(hasSession(two)).isTrue();
  }

  // Redirects

  @ParameterizedTest
  @ValueSource(strings = {"redirect_to", "post_logout_redirect_uri"})
  void a_page_of_the_list_is_redirected_to(String parameter) {
    Http browser = loggedIn();

    Answer answer = browser.get(API + "logout", Map.of(parameter, TestConfig.LOGOUT_PAGE));

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo(TestConfig.LOGOUT_PAGE);
    clearsTheSessionCookies(answer);
    assertThat(hasSession(browser)).isFalse();
  }

  @Test
  void the_state_is_handed_back() {
    assertThat(
            http.get(
                    API + "logout", Map.of("redirect_to", TestConfig.LOGOUT_PAGE, "state", "a b&c"))
                .header("Location"))
        .isEqualTo(TestConfig.LOGOUT_PAGE + "?state=a+b%26c");
    assertThat(
            http.get(API + "logout", Map.of("redirect_to", PAGE_WITH_QUERY, "state", "s"))
                .header("Location"))
        .isEqualTo(PAGE_WITH_QUERY + "&state=s");
    Expect.nothing(http.get(API + "logout?state=s"));
  }

  @Test
  void a_callback_in_an_app_of_the_tenants_own_is_redirected_to() {
    Answer answer = http.get(API + "logout", Map.of("redirect_to", "reachfive://native/callback"));

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo("reachfive://native/callback");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "https://app.example/bye/",
        "https://app.example/bye?x=y",
        "https://APP.example/bye",
        "https://app.example/callback",
        "//app.example/bye",
        "/bye",
        "reachfive://other/callback",
        "javascript:alert(1)"
      })
  void any_other_redirect_is_refused_and_the_session_stays(String url) {
    Http browser = loggedIn();

    Answer answer = browser.get(API + "logout", Map.of("redirect_to", url));

    assertThat(
            Expect.error(answer, 400, "invalid_request", "error.redirect.notAllowed")
                .path("error_description")
                .asString())
        .isEqualTo("URI redirect not allowed");
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    assertThat(hasSession(browser)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?redirect_to",
        "?redirect_to=",
        "?remove_credentials=true&client_id=spa&origin=home&platform=ios"
      })
  void an_empty_redirect_is_none_and_the_rest_is_ignored(String query) {
    Expect.nothing(http.get(API + "logout" + query));
  }

  @Test
  void parameters_have_a_longest_length() {
    Expect.invalid(http.get(API + "logout", Map.of("state", "x".repeat(2049))), "state:invalid");
    Expect.invalid(
        http.get(API + "logout", Map.of("redirect_to", "https://app.example/" + "x".repeat(2048))),
        "redirect_to:invalid");
  }
}
