package dev.latchkey.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LatchkeyApiError;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.PendingLogin;
import dev.latchkey.sdk.model.RedirectionCode;
import dev.latchkey.sdk.model.WebLoginRequest;
import dev.latchkey.sdk.platform.Browser;
import dev.latchkey.sdk.platform.LoopbackBrowser;
import dev.latchkey.sdk.platform.Pkce;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

/**
 * Logins in the user's browser (RFC 8252, RFC 7636, RFC 9207; contract sections 3.3, 5.3 and 8).
 */
class WebTest extends WithFakeServer {

  private static final WebLoginRequest LOGIN =
      WebLoginRequest.builder().setScope(List.of("openid")).build();

  private final LinkedBlockingQueue<URI> pages = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<HttpResponse<String>> shown = new LinkedBlockingQueue<>();

  /** A client whose browser comes back at once, with a query made of the state. */
  private void comesBack(UnaryOperator<String> query) {
    client =
        builder()
            .browser(
                LoopbackBrowser.at("http://127.0.0.1:0/callback")
                    .openingWith(page -> {
                      pages.add(page);
                      HttpUrl url = HttpUrl.get(page.toString());
                      String state = String.valueOf(url.queryParameter("state"));
                      visit(url.queryParameter("redirect_uri") + query.apply(state));
                    }))
            .build();
  }

  private void visit(String url) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    CompletableFuture<?> _ =
        HttpClient.newHttpClient()
            .sendAsync(request, BodyHandlers.ofString())
            .thenAccept(shown::add);
  }

  private static String nonce(URI page) {
    return String.valueOf(HttpUrl.get(page.toString()).queryParameter("nonce"));
  }

  @Test
  void a_login_asks_with_pkce_state_and_nonce_and_redeems_the_code() throws Exception {
    comesBack(state -> "?code=c%2B1&state=" + state);
    answers(200, TOKENS);

    AuthToken tokens = client.loginWithWeb(LOGIN).await();

    assertThat(tokens.getAccessToken()).isEqualTo("access");
    HttpUrl page = HttpUrl.get(pages.take().toString());
    assertThat(page.encodedPath()).isEqualTo("/oauth/authorize");
    assertThat(page.queryParameter("client_id")).isEqualTo("app");
    assertThat(page.queryParameter("response_type")).isEqualTo("code");
    assertThat(page.queryParameter("code_challenge_method")).isEqualTo("S256");
    assertThat(page.queryParameter("state")).hasSize(43);
    assertThat(page.queryParameter("nonce")).hasSize(43);
    JsonObject token = body(request());
    assertThat(token.text("code")).isEqualTo("c+1");
    assertThat(token.text("redirect_uri"))
        .isEqualTo(page.queryParameter("redirect_uri"))
        .matches("http://127\\.0\\.0\\.1:\\d+/callback");
    assertThat(Pkce.hash(token.required("code_verifier")))
        .isEqualTo(page.queryParameter("code_challenge"));
    HttpResponse<String> said = shown.take();
    assertThat(said.statusCode()).isEqualTo(200);
    assertThat(said.headers().firstValue("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(said.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(said.body()).contains("You can close this window").doesNotContain("c+1");
  }

  @Test
  void a_provider_is_asked_for_by_name() throws Exception {
    answers(200, CONFIG);
    comesBack(state -> "?code=c&state=" + state);
    answers(200, TOKENS);
    client.loginWithProvider("google", null, "home").await();
    HttpUrl page = HttpUrl.get(pages.take().toString());
    assertThat(page.queryParameter("provider")).isEqualTo("google");
    assertThat(page.queryParameter("origin")).isEqualTo("home");
    assertThat(page.queryParameter("scope")).isEqualTo("openid profile");
  }

  @Test
  void a_redirect_with_another_state_or_none_redeems_nothing() {
    for (String query : new String[] {"?code=c&state=other", "?code=c", "?code=c&state="}) {
      comesBack(state -> query);
      LatchkeyError error = failureOf(client.loginWithWeb(LOGIN));
      assertThat(error.getErrorCode()).isEqualTo(ErrorCode.Unexpected);
      assertThat(error.getRedirectionCode()).isEqualTo(RedirectionCode.UNEXPECTED);
    }
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void a_redirect_of_another_issuer_redeems_nothing() {
    comesBack(state -> "?code=c&iss=https%3A%2F%2Fevil.example&state=" + state);
    assertThat(failureOf(client.loginWithWeb(LOGIN)).getErrorCode())
        .isEqualTo(ErrorCode.Unexpected);
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void a_redirect_of_this_issuer_is_fine() {
    comesBack(state -> "?code=c&iss=" + config().build().getBaseUrl() + "&state=" + state);
    answers(200, TOKENS);
    assertThat(client.loginWithWeb(LOGIN).await().getAccessToken()).isEqualTo("access");
  }

  @Test
  void an_error_in_the_redirect_comes_with_everything_it_says() {
    comesBack(state ->
        "?error=access_denied&error_description=No+way&error_message_key=error.no"
            + "&error_id=i1&error_user_msg=D%C3%A9sol%C3%A9&state="
            + state);

    LatchkeyError error = failureOf(client.loginWithWeb(LOGIN));

    assertThat(error.getCode()).isEqualTo(303);
    assertThat(error.getErrorCode()).isEqualTo(ErrorCode.OAuthAuthorizationError);
    assertThat(error.getRedirectionCode()).isEqualTo(RedirectionCode.UNAUTHORIZED);
    assertThat(error.getMessage()).isEqualTo("No way");
    LatchkeyApiError data = data(error);
    assertThat(data.getError()).isEqualTo("access_denied");
    assertThat(data.getErrorId()).isEqualTo("i1");
    assertThat(data.getErrorMessageKey()).isEqualTo("error.no");
    assertThat(data.getErrorUserMsg()).isEqualTo("Désolé");
  }

  @Test
  void a_redirect_with_neither_code_nor_error_is_a_failure() {
    comesBack(state -> "?state=" + state);
    assertThat(failureOf(client.loginWithWeb(LOGIN)).getErrorCode())
        .isEqualTo(ErrorCode.NoAuthCode);
  }

  @Test
  void an_id_token_of_another_login_is_refused() throws Exception {
    comesBack(state -> "?code=c&state=" + state);
    answers(200, TOKENS.replace("{", "{\"id_token\":\"" + idToken("{\"nonce\":\"x\"}") + "\","));
    assertThat(failureOf(client.loginWithWeb(LOGIN)).getErrorCode())
        .isEqualTo(ErrorCode.Unexpected);
    assertThat(nonce(pages.take())).isNotEqualTo("x");
  }

  @Test
  void a_verifier_of_the_app_can_refuse_a_login() {
    client =
        builder()
            .idTokenVerifier((token, nonce) -> {
              throw new IllegalArgumentException("Not signed by whom I know");
            })
            .build();
    answers(200, TOKENS.replace("{", "{\"id_token\":\"" + idToken("{}") + "\","));
    assertThat(failureOf(client.refreshAccessToken(TOKEN)).getMessage())
        .isEqualTo("Not signed by whom I know");
  }

  @Test
  void a_user_who_does_not_come_back_has_given_up() {
    client =
        builder()
            .browser(
                LoopbackBrowser.at("http://127.0.0.1:0/callback")
                    .waiting(Duration.ofMillis(50))
                    .openingWith(page -> {}))
            .build();
    LatchkeyError error = failureOf(client.loginWithWeb(LOGIN));
    assertThat(error.getErrorCode()).isEqualTo(ErrorCode.WebFlowCanceled);
    assertThat(error.getRedirectionCode()).isEqualTo(RedirectionCode.ABORTED);
  }

  @Test
  void a_machine_without_a_browser_says_so() {
    client =
        builder()
            .browser(
                LoopbackBrowser.at("http://127.0.0.1:0/callback")
                    .openingWith(page -> {
                      throw new IOException("xdg-open: not found");
                    }))
            .build();
    assertThat(failureOf(client.loginWithWeb(LOGIN)).getErrorCode())
        .isEqualTo(ErrorCode.CustomTabUnavailable);
    client = builder().build();
    assertThat(failureOf(client.loginWithWeb(LOGIN)).getErrorCode())
        .isEqualTo(ErrorCode.CustomTabUnavailable);
  }

  @Test
  void a_cancelled_login_closes_its_port() throws Exception {
    LinkedBlockingQueue<URI> opened = new LinkedBlockingQueue<>();
    client =
        builder()
            .browser(LoopbackBrowser.at("http://127.0.0.1:0/callback").openingWith(opened::add))
            .build();
    Command<AuthToken> login = client.loginWithWeb(LOGIN);
    HttpUrl page = HttpUrl.get(opened.take().toString());
    int port = HttpUrl.get(String.valueOf(page.queryParameter("redirect_uri"))).port();
    login.cancel(true);
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (isBusy(port) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(isBusy(port)).isFalse();
  }

  @Test
  void without_a_port_any_free_one_is_taken() throws IOException {
    for (String uri : new String[] {"http://127.0.0.1/cb", "http://127.0.0.1:0/cb"}) {
      try (Browser.Visit visit = LoopbackBrowser.at(uri).begin()) {
        assertThat(visit.redirectUri()).matches("http://127\\.0\\.0\\.1:[1-9]\\d*/cb");
      }
    }
  }

  private static boolean isBusy(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return !socket.isBound();
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void whatever_else_comes_to_the_port_is_no_redirect() {
    client =
        builder()
            .browser(
                LoopbackBrowser.at("http://127.0.0.1:0/callback")
                    .openingWith(page -> {
                      HttpUrl url = HttpUrl.get(page.toString());
                      String back = String.valueOf(url.queryParameter("redirect_uri"));
                      int port = HttpUrl.get(back).port();
                      say(port, "");
                      say(port, "\r\n\r\n");
                      say(port, "GET /favicon.ico HTTP/1.1\r\n\r\n");
                      say(port, "GET /callbackwards?code=1 HTTP/1.1\r\n\r\n");
                      say(port, "POST /callback?code=1 HTTP/1.1\r\n\r\n");
                      say(port, "GET /callback?code=<|> HTTP/1.1\r\n\r\n");
                      say(port, "GET /" + "x".repeat(40_000) + " HTTP/1.1\r\n\r\n");
                      visit(back + "?code=c&state=" + url.queryParameter("state"));
                    }))
            .build();
    answers(200, TOKENS);
    assertThat(client.loginWithWeb(LOGIN).await().getAccessToken()).isEqualTo("access");
  }

  private static void say(int port, String text) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      assertThat(text.length()).as("cut off for its length").isGreaterThan(16_384);
    }
  }

  @Test
  void only_the_loopback_interface_can_be_listened_on() {
    for (String uri :
        new String[] {
          "http://example.com:7777/cb",
          "https://127.0.0.1:7777/cb",
          "http://localhost/cb",
          "http://127.0.0.1:7777",
          "http://0.0.0.0:7777/cb"
        }) {
      assertThatThrownBy(() -> LoopbackBrowser.at(uri))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_logout_shows_the_page_and_waits_for_it_to_come_back() throws Exception {
    client =
        builder()
            .browser(
                LoopbackBrowser.at("http://127.0.0.1:0/bye")
                    .openingWith(page -> {
                      pages.add(page);
                      HttpUrl url = HttpUrl.get(page.toString());
                      visit(String.valueOf(url.queryParameter("redirect_to")));
                    }))
            .build();
    client.logoutWithWeb().await();
    assertThat(pages.take().getPath()).isEqualTo("/identity/v1/logout");
    answers(204, "");
    answers(204, "");
    client.logout(TOKEN, true).await();
    assertThat(path(request())).isEqualTo("POST /oauth/revoke");
    assertThat(path(request())).isEqualTo("GET /identity/v1/logout");
    assertThat(pages.take().getPath()).isEqualTo("/identity/v1/logout");
  }

  // --- pages that the app shows by itself
  // -----------------------------------------------------------

  @Test
  void an_app_can_show_the_page_and_bring_the_redirect() throws Exception {
    answers(200, CONFIG);
    PendingLogin pending =
        client.buildAuthorizeUrl(WebLoginRequest.builder().setState("mine").build()).await();
    request();
    String nonce = nonce(pending.getUrl());
    answers(
        200,
        TOKENS.replace("{", "{\"id_token\":\"" + idToken("{\"nonce\":\"" + nonce + "\"}") + "\","));
    URI redirect = URI.create("reachfive://app/callback?code=c&state=" + pending.getState());
    assertThat(client.handleRedirect(redirect).await().getAccessToken()).isEqualTo("access");
    assertThat(body(request()).text("redirect_uri")).isEqualTo("reachfive://app/callback");
    assertThat(pending.getState()).isEqualTo("mine");

    assertThat(failureOf(client.handleRedirect(redirect)).getErrorCode())
        .as("good for one time")
        .isEqualTo(ErrorCode.NoPkce);
  }

  @Test
  void a_redirect_that_nobody_asked_for_redeems_nothing() {
    for (String query : List.of("?code=c&state=x", "?code=c", "", "#code=c&state=x")) {
      assertThat(
              failureOf(client.handleRedirect(URI.create("reachfive://app/callback" + query)))
                  .getErrorCode())
          .isEqualTo(ErrorCode.NoPkce);
    }
    assertThat(failureOf(client.exchangeCodeForToken("c")).getErrorCode())
        .isEqualTo(ErrorCode.NoPkce);
    assertThat(failureOf(client.verifyPasswordless("+33612345678", "123456")).getErrorCode())
        .isEqualTo(ErrorCode.NoPkce);
    assertThat(failureOf(client.endStepUp("challenge", "123456", false)).getErrorCode())
        .isEqualTo(ErrorCode.NoPkce);
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void queries_are_read_as_forms_are() {
    assertThat(Redirects.query("x:?a=1+2&b=%C3%A9&a=3&c&d=%zz&=e#f=1"))
        .isEqualTo(Map.of("a", "1 2", "b", "é", "c", "", "d", "%zz", "", "e"));
    assertThat(Redirects.query("x:y")).isEmpty();
  }
}
