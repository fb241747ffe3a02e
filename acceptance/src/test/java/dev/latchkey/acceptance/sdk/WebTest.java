package dev.latchkey.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sdk.LatchkeyClient;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.PendingLogin;
import dev.latchkey.sdk.model.ProviderConfig;
import dev.latchkey.sdk.model.RedirectionCode;
import dev.latchkey.sdk.model.WebLoginRequest;
import dev.latchkey.sdk.platform.LoopbackBrowser;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Upstream.Fault;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Logins in the user's browser with a loopback port, on the server and with a provider (SDK
 * contract sections 3.3, 5.3 and 8; RFC 8252).
 */
class WebTest extends SdkContract {

  private static final Upstream UPSTREAM = Upstream.start();

  /** As it is registered: the port comes when a login begins (RFC 8252 section 7.3). */
  private static final String LOOPBACK = "http://127.0.0.1/callback";

  private static boolean isRedirect(URI uri) {
    return "127.0.0.1".equals(uri.getHost()) && "/callback".equals(uri.getPath());
  }

  @Override
  TestConfig config() {
    return super.config()
        .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
        .set("/tenants/0/providers", List.of(UPSTREAM.provider("acme")))
        .set(
            TestConfig.client(TestConfig.NATIVE) + "/redirect_uris",
            List.of("reachfive://native/callback", LOOPBACK));
  }

  @AfterAll
  static void closeUpstream() {
    UPSTREAM.close();
  }

  /** An app whose user has that browser, and follows redirects wherever they lead. */
  private LatchkeyClient withBrowser(Http browser) {
    return builder(TestConfig.NATIVE)
        .browser(
            LoopbackBrowser.at(LOOPBACK)
                .openingWith(page -> Thread.ofVirtual().start(() -> follow(browser, page))))
        .build();
  }

  private static void follow(Http browser, URI page) {
    URI next = page;
    while (!isRedirect(next)) {
      next =
          next.toString().startsWith(UPSTREAM.issuer())
              ? UPSTREAM.visit(next)
              : browser.get(next.getRawPath() + "?" + next.getRawQuery()).location();
    }
    Answer shown =
        Http.to("http://127.0.0.1:" + next.getPort())
            .get(next.getRawPath() + (next.getRawQuery() == null ? "" : "?" + next.getRawQuery()));
    assertThat(shown.body()).contains("You can close this window");
  }

  private Http loggedIn(String email) {
    Http browser = server.browser();
    new Users(browser).code(new Users(browser).logIn(email), Pkce.create());
    return browser;
  }

  @Test
  void the_browser_of_a_user_who_is_logged_in_logs_the_app_in() {
    String email = Users.newEmail();
    signUp(email);
    LatchkeyClient app = withBrowser(loggedIn(email));

    AuthToken tokens = app.loginWithWeb(WebLoginRequest.builder().setScope(SCOPES).build()).await();

    assertThat(Objects.requireNonNull(tokens.getUser()).getEmail()).isEqualTo(email);
    assertThat(app.refreshAccessToken(tokens).await().getAccessToken()).isNotEmpty();
  }

  @Test
  void a_browser_without_a_session_is_refused_when_it_must_not_ask() {
    LatchkeyError error =
        failureOf(
            withBrowser(server.browser())
                .loginWithWeb(WebLoginRequest.builder().setPrompt("none").build()));
    assertThat(error.getCode()).isEqualTo(303);
    assertThat(error.getRedirectionCode()).isEqualTo(RedirectionCode.UNAUTHORIZED);
    assertThat(data(error).getError()).isEqualTo("login_required");
    assertThat(data(error).getErrorId()).isNotEmpty();
  }

  @Test
  void a_user_logs_in_with_a_provider() {
    Person ada = Person.of(Users.newEmail());
    LatchkeyClient app = withBrowser(server.browser());
    List<ProviderConfig> providers = app.loadSocialProviders().await();
    assertThat(providers).extracting(ProviderConfig::getProvider).contains("acme");
    assertThat(app.getProvider("acme")).isEqualTo(providers.get(0));

    AuthToken tokens =
        app.loginWithWeb(
                WebLoginRequest.builder()
                    .setProvider("acme")
                    .setLoginHint(UPSTREAM.hint(ada))
                    .setScope(SCOPES)
                    .build())
            .await();

    assertThat(Objects.requireNonNull(tokens.getUser()).getEmail()).isEqualTo(ada.email());
    assertThat(app.getProfile(tokens).await().getAuthTypes()).containsExactly("acme");
  }

  @Test
  void a_user_who_refuses_at_the_provider_is_not_logged_in() {
    Person ada = Person.of(Users.newEmail()).with(Fault.REFUSES);
    LatchkeyError error =
        failureOf(
            withBrowser(server.browser())
                .loginWithWeb(
                    WebLoginRequest.builder()
                        .setProvider("acme")
                        .setLoginHint(UPSTREAM.hint(ada))
                        .build()));
    assertThat(error.getErrorCode()).isEqualTo(ErrorCode.OAuthAuthorizationError);
    assertThat(data(error).getError()).isEqualTo("access_denied");
  }

  @Test
  void an_unknown_provider_is_refused() {
    LatchkeyError error =
        failureOf(withBrowser(server.browser()).loginWithProvider("nobody", null, "home"));
    assertThat(error.getErrorCode()).isEqualTo(ErrorCode.OAuthAuthorizationError);
  }

  @Test
  void the_browsers_session_ends_with_a_logout_there() {
    String email = Users.newEmail();
    AuthToken tokens = signUp(email);
    Http browser = loggedIn(email);
    LatchkeyClient app = withBrowser(browser);
    app.logout(tokens, true).await();
    assertThat(
            data(failureOf(app.loginWithWeb(WebLoginRequest.builder().setPrompt("none").build())))
                .getError())
        .isEqualTo("login_required");
    app.logoutWithWeb().await();
  }

  @Test
  void an_app_can_show_the_page_by_itself() {
    String email = Users.newEmail();
    signUp(email);
    PendingLogin pending =
        client.buildAuthorizeUrl(WebLoginRequest.builder().setScope(SCOPES).build()).await();
    URI page = pending.getUrl();
    URI redirect = loggedIn(email).get(page.getRawPath() + "?" + page.getRawQuery()).location();
    assertThat(redirect.toString()).startsWith("reachfive://native/callback?");
    AuthToken tokens = client.handleRedirect(redirect).await();
    assertThat(Objects.requireNonNull(tokens.getUser()).getEmail()).isEqualTo(email);
  }
}
