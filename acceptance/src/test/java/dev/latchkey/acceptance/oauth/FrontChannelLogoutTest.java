package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.TestConfig;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** OpenID Connect Front-Channel Logout 1.0: frames on the page after {@code /oauth/logout}. */
class FrontChannelLogoutTest extends LogoutContract {

  private static final String FORGET = "https://app.example/forget?from=latchkey&x=%22%3E";
  private static final String FORGET_SESSION = "https://app.example/forget-session?a=b";
  private static final String FORGET_ELSEWHERE = "https://elsewhere.example:8443/forget";

  private static final Pattern FRAME = Pattern.compile("<iframe src=\"([^\"]*)\"");

  @Override
  TestConfig config() {
    TestConfig config = super.config();
    client(config, TestConfig.SPA, FORGET_SESSION, true);
    client(config, TestConfig.OTHER_SPA, FORGET, false);
    client(config, TestConfig.NATIVE, FORGET_ELSEWHERE, false);
    client(config, TestConfig.IMPLICIT, FORGET_ELSEWHERE, false);
    for (String id : List.of(TestConfig.NATIVE, TestConfig.IMPLICIT)) {
      config.set(
          TestConfig.client(id) + "/redirect_uris",
          List.of(TestConfig.CALLBACK, "https://elsewhere.example:8443/callback"));
    }
    return config;
  }

  private static void client(TestConfig config, String id, String uri, boolean session) {
    config
        .set(TestConfig.client(id) + "/logout/frontchannel_logout_uri", uri)
        .set(TestConfig.client(id) + "/logout/frontchannel_logout_session_required", session);
  }

  private static List<String> frames(Answer page) {
    return FRAME
        .matcher(page.body())
        .results()
        .map(found -> found.group(1).replace("&amp;", "&").replace("&#34;", "\""))
        .toList();
  }

  private String ofSession(Login login) {
    return FORGET_SESSION
        + "&iss="
        + server.url().replace(":", "%3A").replace("/", "%2F")
        + "&sid="
        + login.sid();
  }

  @Test
  void section_3_every_client_of_the_session_is_shown_with_the_session_where_it_wants_it() {
    Login login = newLogin(TestConfig.SPA, TestConfig.OTHER_SPA, TestConfig.NATIVE);

    Answer page = logOut(login, "id_token_hint", login.hint());

    assertLoggedOut(page);
    assertThat(frames(page)).containsExactlyInAnyOrder(ofSession(login), FORGET, FORGET_ELSEWHERE);
    assertThat(page.body()).contains("sandbox=\"allow-scripts allow-same-origin\"");
    assertThat(page.header("Refresh")).isEmpty();
  }

  @Test
  void section_3_frames_of_these_origins_are_let_in_and_no_others() {
    Login login = newLogin(TestConfig.SPA, TestConfig.OTHER_SPA, TestConfig.NATIVE);

    Answer question = logOut(login);
    Answer page = logOut(login, "id_token_hint", login.hint());

    assertThat(question.header("Content-Security-Policy")).doesNotContain("frame-src");
    assertThat(page.header("Content-Security-Policy"))
        .containsPattern(
            "; frame-src (https://app\\.example https://elsewhere\\.example:8443"
                + "|https://elsewhere\\.example:8443 https://app\\.example);")
        .contains("default-src 'none'", "frame-ancestors 'none'");
    assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
  }

  /**
   * RP-Initiated Logout 1.0 section 3: the client that asked is told, too, before it is gone to.
   */
  @Test
  void section_3_the_browser_goes_on_when_the_frames_are_there() {
    Login login = newLogin();

    Answer page =
        logOut(
            login,
            "id_token_hint",
            login.hint(),
            "post_logout_redirect_uri",
            BYE_WITH_QUERY,
            "state",
            "s");

    assertLoggedOut(page);
    assertThat(frames(page)).containsExactly(ofSession(login));
    assertThat(page.header("Refresh")).isEqualTo("0;url=" + BYE_WITH_QUERY + "&state=s");
    assertThat(page.body()).contains("href=\"" + BYE_WITH_QUERY + "&amp;state=s\" data-onward");
  }

  @Test
  void section_3_frames_are_shown_after_the_users_word() {
    Login login = newLogin();
    Answer page = press(login.browser(), logOut(login), null);
    assertThat(frames(page)).containsExactly(ofSession(login));
  }

  @Test
  void section_3_nobody_is_shown_who_has_nothing_of_the_session() {
    Login login = newLogin(TestConfig.OTHER_SPA);
    Login elsewhere = logIn(login.email(), TestConfig.SPA);

    assertThat(frames(logOut(login, "id_token_hint", login.hint()))).containsExactly(FORGET);
    assertThat(frames(logOut(login, "id_token_hint", login.hint())))
        .as("the session is over")
        .isEmpty();
    assertThat(isLoggedIn(elsewhere.browser())).isTrue();
  }
}
