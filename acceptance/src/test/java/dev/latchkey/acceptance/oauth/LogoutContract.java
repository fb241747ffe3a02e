package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** What the tests of {@code /oauth/logout} share: a server with pages, and browsers on them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LogoutContract {

  static final String LOGOUT = "/oauth/logout";
  static final String BYE = "https://app.example/goodbye";
  static final String BYE_WITH_QUERY = "https://app.example/goodbye?lang=en";
  static final String OTHER_BYE = "https://app.example/other/goodbye";
  static final String APP_BYE = "com.example.app:/goodbye";

  private static final Pattern FORM = Pattern.compile("<form method=\"post\" action=\"([^\"]*)\"");
  private static final Pattern TOKEN =
      Pattern.compile("name=\"form_token\" value=\"([A-Za-z0-9_-]{43})\"");

  TestServer server;

  /** Two clients with pages to come back to, and one with none. */
  TestConfig config() {
    return TestConfig.standard()
        .set("/tenants/0/pages", Map.of())
        .set(
            TestConfig.client(TestConfig.SPA) + "/logout/post_logout_redirect_uris",
            List.of(BYE, BYE_WITH_QUERY, APP_BYE))
        .set(
            TestConfig.client(TestConfig.OTHER_SPA) + "/logout/post_logout_redirect_uris",
            List.of(OTHER_BYE))
        .set(
            TestConfig.client(TestConfig.LEGACY) + "/logout/post_logout_redirect_uris",
            List.of(BYE));
  }

  @BeforeAll
  void start() {
    server = TestServer.start(config());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** A login in a browser. */
  record Login(String email, Http browser, Users.Tokens tokens) {

    String hint() {
      return tokens.idToken();
    }

    String sid() {
      try {
        return SignedJWT.parse(hint()).getJWTClaimsSet().getStringClaim("sid");
      } catch (ParseException e) {
        throw new AssertionError(hint(), e);
      }
    }
  }

  Login newLogin(String... clients) {
    String email = Users.newEmail();
    new Users(server.http()).signUp(email);
    return logIn(email, clients);
  }

  /** In a new browser, at that client, and by its session at the others. */
  Login logIn(String email, String... clients) {
    Http browser = server.browser();
    String first = clients.length == 0 ? TestConfig.SPA : clients[0];
    OAuthClient client = new OAuthClient(browser, first);
    Users.Tokens tokens = client.tokens(new Users(server.http(), first).logIn(email));
    for (int i = 1; i < clients.length; i++) {
      OAuthClient next = new OAuthClient(browser, clients[i]);
      Users.Tokens.of(next.redeem(next.authorize().redirectParameter("code")));
    }
    return new Login(email, browser, tokens);
  }

  /** The browser goes to an address: it says no origin. */
  Answer go(Http browser, String path) {
    return browser.without("Origin").get(path);
  }

  Answer logOut(Login login, @Nullable String... parameters) {
    return logOut(login.browser(), parameters);
  }

  /** Parameters as names and values; those without a value are left out. */
  Answer logOut(Http browser, @Nullable String... parameters) {
    return go(browser, LOGOUT + "?" + Http.form(fields(parameters)));
  }

  static Map<String, String> fields(@Nullable String... parameters) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      String value = parameters[i + 1];
      if (value != null) {
        fields.put(String.valueOf(parameters[i]), value);
      }
    }
    return fields;
  }

  /** The user presses a button of the question. */
  Answer press(Http browser, Answer question, @Nullable String answer) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("form_token", formToken(question));
    if (answer != null) {
      form.put("answer", answer);
    }
    return browser.with("Origin", server.url()).postForm(action(question), form);
  }

  static String formToken(Answer question) {
    return first(TOKEN, question);
  }

  static String action(Answer question) {
    return first(FORM, question).replace("&amp;", "&");
  }

  private static String first(Pattern pattern, Answer answer) {
    Matcher matcher = pattern.matcher(answer.body());
    if (!matcher.find()) {
      throw new AssertionError("No " + pattern + ": " + answer);
    }
    return matcher.group(1);
  }

  boolean isLoggedIn(Http browser) {
    return browser
        .get("/identity/v1/sso/data", Map.of("client_id", TestConfig.SPA))
        .json()
        .path("is_authenticated")
        .asBoolean();
  }

  void assertQuestion(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.body()).contains("<h1>Log out?</h1>").doesNotContain("<iframe");
    assertThat(answer.headers().allValues("Set-Cookie"))
        .noneMatch(cookie -> cookie.startsWith("__Host-SESSION"));
    assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
  }

  void assertLoggedOut(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.body()).contains("<h1>You are logged out</h1>");
    assertThat(answer.setCookie("__Host-SESSION")).contains("Max-Age=0");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  void assertErrorPage(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isBetween(400, 403);
    assertThat(answer.header("Location")).isEmpty();
    assertThat(answer.header("Refresh")).isEmpty();
    assertThat(answer.header("Content-Type")).startsWith("text/html");
    assertThat(answer.body()).contains("Something went wrong").doesNotContain("goodbye");
    assertThat(answer.headers().allValues("Set-Cookie"))
        .noneMatch(cookie -> cookie.startsWith("__Host-SESSION"));
  }
}
