package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is tried against pages: forms of others, foreign origins, frames, markup in parameters. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageAttackTest {

  private static final List<String> POSTS =
      List.of(
          "/login",
          "/login/code/new",
          "/login/code",
          "/login/passkey/options",
          "/login/passkey",
          "/mfa",
          "/mfa/code",
          "/mfa/device",
          "/consent",
          "/accounts");

  private static final List<String> GETS =
      List.of(
          "/login",
          "/login/back",
          "/login/done",
          "/login/code",
          "/login/code/new",
          "/login/provider",
          "/mfa",
          "/mfa/code",
          "/mfa/device",
          "/mfa/device/state",
          "/consent",
          "/accounts");

  private static final List<String> PAYLOADS =
      List.of(
          "\"><script>alert(1)</script>",
          "'-alert(1)-'",
          "</title><img src=x onerror=alert(1)>",
          "javascript:alert(1)",
          "{{constructor.constructor('alert(1)')()}}",
          "${7*7}");

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/pages", Map.of())
                .set("/tenants/0/name", "Tom & <b>Jerry</b>")
                .set(TestConfig.client(TestConfig.SPA) + "/name", "<script>alert(1)</script>"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Browser atLogin(String... changes) {
    Browser browser = new Browser(server.url());
    OAuthClient client = new OAuthClient(browser.http(), TestConfig.SPA);
    return browser.open("/oauth/authorize?" + Http.form(client.authorizeParameters(changes)));
  }

  private static String query(Browser browser) {
    return browser.at().substring(browser.at().indexOf('?'));
  }

  /** ASVS 3.5.1: a page of somebody else cannot send a form of ours. */
  @Test
  @AttackClass(35)
  void a_form_of_another_origin_is_refused_wherever_it_goes() {
    Browser browser = atLogin();
    Map<String, String> form =
        Map.of("form_token", browser.formToken(), "identifier", "a@b.example", "password", "x");
    for (String path : POSTS) {
      for (String origin : List.of("https://evil.example", TestConfig.ORIGIN, "null")) {
        Answer answer = browser.http().with("Origin", origin).postForm(path + query(browser), form);
        assertThat(answer.status()).as("%s from %s", path, origin).isEqualTo(403);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
      }
      assertThat(
              browser
                  .http()
                  .with("Sec-Fetch-Site", "same-site")
                  .postForm(path + query(browser), form)
                  .status())
          .isEqualTo(403);
      assertThat(browser.http().without("Origin").postForm(path + query(browser), form).status())
          .as("%s that does not say where it comes from", path)
          .isEqualTo(403);
    }
  }

  /** Also a login: or a page could log its visitor in as somebody else (login CSRF). */
  @Test
  @AttackClass(18)
  void a_form_without_this_browsers_token_is_refused() {
    Browser browser = atLogin();
    String anothers = atLogin().formToken();
    for (String path : POSTS) {
      for (String token : List.of("", "x", anothers)) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("form_token", token);
        form.put("identifier", "a@b.example");
        form.put("password", "x");
        assertThat(browser.http().postForm(path + query(browser), form).status())
            .as("%s with %s", path, token)
            .isEqualTo(400);
      }
    }
  }

  /** ASVS 3.4: the headers of every page, errors too. */
  @Test
  @AttackClass(34)
  void every_page_is_unframed_unkept_and_bound_to_its_nonce() {
    Browser browser = atLogin();
    for (String path : GETS) {
      for (String query : List.of(query(browser), "", "?client_id=spa&r5_request_token=unknown")) {
        Answer answer = browser.http().get(path + query);
        String policy = answer.header("Content-Security-Policy");
        assertThat(policy)
            .as(path)
            .contains(
                "default-src 'none'",
                "script-src 'nonce-",
                "style-src 'nonce-",
                "form-action 'self'",
                "base-uri 'none'",
                "frame-ancestors 'none'")
            .doesNotContain("unsafe");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        String nonce = policy.replaceAll("(?s).*script-src 'nonce-([^']*)'.*", "$1");
        assertThat(answer.body().replace("nonce=\"" + nonce + "\"", "")).doesNotContain("nonce=");
      }
    }
    assertThat(browser.http().get("/login" + query(browser)).header("Content-Security-Policy"))
        .isNotEqualTo(
            browser.http().get("/login" + query(browser)).header("Content-Security-Policy"));
  }

  /** Every parameter of every page, one at a time, and beside a request that is good. */
  @Test
  @AttackClass(21)
  void markup_in_a_parameter_stays_text() {
    Browser browser = atLogin();
    String good = query(browser) + "&";
    List<String> names =
        List.of(
            "client_id", "r5_request_token", "lang", "tkn", "error_message_key", "provider", "x");
    for (String path : GETS) {
      for (String payload : PAYLOADS) {
        String encoded = URLEncoder.encode(payload, StandardCharsets.UTF_8);
        for (String name : names) {
          assertHarmless(browser.http().get(path + "?" + name + "=" + encoded), payload);
          assertHarmless(browser.http().get(path + good + name + "=" + encoded), payload);
        }
        assertHarmless(browser.http().get(path + "?" + encoded), payload);
      }
    }
    for (String path : POSTS) {
      for (String payload : PAYLOADS) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("form_token", browser.formToken());
        for (String name :
            List.of(
                "identifier", "password", "code", "factor", "account", "decision", "credential")) {
          form.put(name, payload);
        }
        assertHarmless(browser.http().postForm(path + query(browser), form), payload);
      }
    }
  }

  @Test
  @AttackClass(21)
  void markup_in_what_the_client_and_the_operator_say_stays_text() {
    for (String payload : PAYLOADS) {
      Browser browser =
          atLogin("login_hint", payload, "state", payload, "nonce", payload, "ui_locales", payload);
      assertHarmless(browser.page(), payload);
      assertThat(browser.page().body()).contains("&lt;b&gt;Jerry").doesNotContain("<b>Jerry");
    }
    Answer refused =
        new Browser(server.url()).http().get("/oauth/authorize?client_id=%3Cscript%3E");
    assertThat(refused.body()).doesNotContain("<script>").contains("<h1>", "/pages/");
    assertThat(refused.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
  }

  private static void assertHarmless(Answer answer, String payload) {
    assertThat(answer.status()).isLessThan(500);
    String body = answer.body();
    if (payload.contains("<") || payload.contains("'") || payload.contains("\"")) {
      assertThat(body).doesNotContain(payload);
    }
    assertThat(body)
        .doesNotContain("<img src=x")
        .doesNotContain("<script>")
        .doesNotContain("href=\"javascript:");
    assertThat(answer.header("Location")).doesNotContain("javascript:");
  }

  /** No parameter of a page leads out: where answers go was said by the client and is kept. */
  @Test
  @AttackClass(4)
  void no_page_leads_to_an_address_that_a_parameter_names() {
    String evil = "https://evil.example/";
    String email = Users.newEmail();
    new Users(server.http()).signUp(email);
    Browser browser = atLogin();
    String more = "";
    for (String name :
        List.of(
            "redirect_uri",
            "redirect_url",
            "return_to",
            "next",
            "url",
            "post_logout_redirect_uri")) {
      more += "&" + name + "=" + URLEncoder.encode(evil, StandardCharsets.UTF_8);
    }
    for (String path : GETS) {
      Answer answer = browser.http().get(path + query(browser) + more);
      assertThat(answer.header("Location")).as(path).doesNotContain("evil.example");
      assertThat(answer.body())
          .as(path)
          .doesNotContain("url=https://evil")
          .doesNotContain("href=\"https://evil")
          .doesNotContain("action=\"https://evil");
    }
    browser
        .open(browser.at() + more)
        .submit("/login", "identifier", email, "password", Users.PASSWORD);
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
  }

  /** A request's token is good for its client alone, and a made-up one for nobody. */
  @Test
  @AttackClass(1)
  void a_request_of_another_client_is_none() {
    Browser browser = atLogin();
    for (String path : GETS) {
      Answer answer =
          browser
              .http()
              .get(path + query(browser).replace("client_id=spa", "client_id=third-party"));
      assertThat(answer.status()).as(path).isEqualTo(400);
    }
    assertThat(browser.http().get("/login?client_id=unknown&r5_request_token=x").status())
        .isEqualTo(404);
    assertThat(browser.http().get("/login").status()).isEqualTo(404);
  }

  /** A login gets a new session, whatever cookie the browser had. */
  @Test
  @AttackClass(19)
  @Requirement("ASVS 7.2.4")
  void a_login_ends_the_session_that_was_there_and_opens_another() {
    String email = Users.newEmail();
    new Users(server.http()).signUp(email);
    Browser browser = atLogin();
    browser.submit("/login", "identifier", email, "password", Users.PASSWORD);
    String before = browser.http().cookies().get("__Host-SESSION");
    Browser again =
        browser.open(
            "/oauth/authorize?"
                + Http.form(
                    new OAuthClient(browser.http(), TestConfig.SPA)
                        .authorizeParameters("prompt", "login")));
    again.submit("/login", "identifier", email, "password", Users.PASSWORD);
    String after = browser.http().cookies().get("__Host-SESSION");
    assertThat(after).isNotEqualTo(before);
    Http old = server.http().with("Cookie", "__Host-SESSION=" + before);
    assertThat(old.get("/identity/v1/sso/data?client_id=spa").text("is_authenticated"))
        .isEqualTo("false");
  }

  @Test
  void files_are_kept_for_good_and_answered_by_their_hash_alone() {
    Browser browser = atLogin();
    String style =
        browser.page().body().replaceAll("(?s).*?href=\"(/pages/[^\"]*pages.css)\".*", "$1");
    Answer file = server.http().get(style);
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Cache-Control")).contains("immutable");
    assertThat(server.http().with("If-None-Match", file.header("ETag")).get(style).status())
        .isEqualTo(304);
    assertThat(server.http().get("/pages/0000000000000000/pages.css").status()).isEqualTo(404);
  }
}
