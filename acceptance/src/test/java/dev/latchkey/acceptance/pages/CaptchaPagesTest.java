package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Reply;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The tenant's captcha (contract section 1.16) on the server's own pages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CaptchaPagesTest {

  private static final String SOLVED = "a-token-of-somebody-who-solved-it";
  private static final String FIELD = "g-recaptcha-response";
  private static final String ASKED = "Please confirm that you are not a robot.";
  private static final List<String> EVERYWHERE =
      List.of("login", "signup", "passwordless_start", "update_email", "forgot_password");

  private final HookReceiver provider = HookReceiver.start();
  private TestServer server;

  private Map<String, Object> captcha(String name, Map<String, ?> more) {
    Map<String, Object> site = new LinkedHashMap<>(more);
    site.put("secret", "of the site");
    site.put("verify_url", provider.url("/siteverify"));
    return Map.of(name, site, "on", EVERYWHERE);
  }

  @BeforeAll
  void start() {
    provider.answer(
        "/siteverify",
        call ->
            Reply.json(
                "{\"score\": 0.9, \"success\": "
                    + call.text().contains("response=" + SOLVED + "&")
                    + "}"));
    Map<String, Object> local = Map.of("allow_private", List.of("127.0.0.0/8"));
    Map<String, Object> pages = Map.of("signup_fields", List.of("email"));
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/pages", pages)
                .set(
                    TestConfig.client(TestConfig.SPA) + "/redirect_uris",
                    List.of(TestConfig.CALLBACK, "${PUBLIC_URL}/account"))
                .set("/tenants/0/outbound", local)
                .set("/tenants/0/captcha", captcha("recaptcha", Map.of("site_key", "site-0")))
                .alsoTenant("scored")
                .set("/tenants/1/pages", Map.of())
                .set(
                    "/tenants/1/captcha",
                    captcha("recaptcha", Map.of("site_key", "site-1", "min_score", 0.5)))
                .alsoTenant("fox")
                .set("/tenants/2/pages", pages)
                .set("/tenants/2/outbound", local)
                .set("/tenants/2/captcha", captcha("captchafox", Map.of("site_key", "sk_2")))
                .alsoTenant("bare")
                .set("/tenants/3/pages", Map.of())
                .set("/tenants/3/captcha", captcha("recaptcha", Map.of())));
  }

  @AfterAll
  void stop() {
    server.close();
    provider.close();
  }

  private Browser at(String... changes) {
    Browser browser = new Browser(server.url());
    OAuthClient client = new OAuthClient(browser.http(), TestConfig.SPA);
    return browser.open("/oauth/authorize?" + Http.form(client.authorizeParameters(changes)));
  }

  private String newUser() {
    String email = Users.newEmail();
    Answer answer =
        server
            .http()
            .post(
                "/identity/v1/signup",
                Map.of(
                    "client_id",
                    TestConfig.SPA,
                    "data",
                    Map.of("email", email, "password", Users.PASSWORD),
                    "captcha_token",
                    SOLVED));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return email;
  }

  private static void isAsked(Browser browser) {
    assertThat(browser.page().status()).isEqualTo(400);
    assertThat(browser.page().body())
        .contains("href=\"#captcha_token\">" + ASKED)
        .contains("class=\"field wrong\" id=\"captcha_token\"");
  }

  private static String source(Answer page, String directive) {
    for (String part : page.header("Content-Security-Policy").split("; ")) {
      if (part.startsWith(directive + " ")) {
        return part.substring(directive.length() + 1).replaceAll("'nonce-[^']*'", "NONCE");
      }
    }
    return "";
  }

  @Test
  void a_login_asks_for_it_and_goes_on_once_it_is_solved() {
    String email = newUser();
    Browser browser = at();
    assertThat(browser.page().body())
        .contains("<div class=\"g-recaptcha\" data-sitekey=\"site-0\"")
        .contains("src=\"https://www.google.com/recaptcha/api.js?hl=en\" nonce=\"")
        .contains(
            "<noscript><p class=\"error\">To show that you are not a robot, allow JavaScript");
    for (String token : new String[] {null, "", "a-robot"}) {
      Map<String, String> form = new LinkedHashMap<>();
      form.put("form_token", browser.formToken());
      form.put("identifier", email);
      form.put("password", Users.PASSWORD);
      form.put("remember", "true");
      if (token != null) {
        form.put(FIELD, token);
      }
      browser.post(browser.at(), form);
      isAsked(browser);
      assertThat(browser.page().body())
          .contains("value=\"" + email + "\"", "name=\"remember\"")
          .doesNotContain(Users.PASSWORD);
    }
    browser.submit("/login", "identifier", email, "password", Users.PASSWORD, FIELD, SOLVED);
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
  }

  @Test
  void a_sign_up_asks_for_it_and_keeps_what_was_typed() {
    String email = Users.newEmail();
    Browser browser = at("prompt", "create");
    browser.submit("/signup", "email", email, "password", Users.PASSWORD);
    isAsked(browser);
    assertThat(browser.page().body()).contains("value=\"" + email + "\"");
    assertThat(server.sql("select count(*) from profile where email = '" + email + "'"))
        .isEqualTo("0");
    browser.submit("/signup", "email", email, "password", Users.PASSWORD, FIELD, SOLVED);
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
  }

  @Test
  void a_code_is_sent_from_a_page_that_asks_for_it() {
    String email = newUser();
    Browser browser = at();
    assertThat(browser.page().body()).doesNotContain("formaction");
    browser.follow("/login/code/new").submit("/login/code/new", "identifier", email);
    isAsked(browser);
    assertThat(browser.page().body()).contains("value=\"" + email + "\"");
    browser.submit("/login/code/new", "identifier", email, FIELD, SOLVED);
    // Another code takes another captcha; the address is filled in.
    browser.follow("/login/code/new");
    assertThat(browser.page().body()).contains("value=\"" + email + "\"", "g-recaptcha");
    browser.submit("/login/code/new", FIELD, SOLVED, "identifier", email);
    browser.submit("/login/code", "code", server.inbox().awaitCode(email, 3).code());
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
  }

  @Test
  void a_forgotten_password_asks_for_it() {
    String email = newUser();
    Browser browser = at().follow("/forgot").submit("/forgot", "identifier", email);
    isAsked(browser);
    browser.submit("/forgot", "identifier", email, FIELD, SOLVED);
    assertThat(browser.title()).isEqualTo("Check your messages");
  }

  @Test
  void another_address_of_the_account_asks_for_it() {
    String email = newUser();
    Browser browser = at();
    browser.submit("/login", "identifier", email, "password", Users.PASSWORD, FIELD, SOLVED);
    browser.open("/account/email");
    assertThat(browser.page().body()).contains("g-recaptcha");
    String other = Users.newEmail();
    browser.submit("/account/email", "email", other);
    isAsked(browser);
    assertThat(browser.page().body()).contains("value=\"" + other + "\"");
    browser.submit("/account/email", "email", other, FIELD, SOLVED);
    assertThat(browser.at()).startsWith("/account/email?done=");
  }

  /** The provider, and nobody else; where there is no captcha, not even that. */
  @Test
  @AttackClass(34)
  void the_provider_is_let_in_where_its_widget_is_and_nowhere_else() {
    String google =
        "https://www.google.com/recaptcha/ https://www.gstatic.com/recaptcha/"
            + " https://recaptcha.google.com/recaptcha/";
    Browser browser = at();
    assertThat(source(browser.page(), "script-src")).isEqualTo("NONCE " + google);
    assertThat(source(browser.page(), "style-src")).isEqualTo("NONCE " + google);
    assertThat(source(browser.page(), "frame-src")).isEqualTo(google);
    assertThat(source(browser.page(), "connect-src")).isEqualTo("'self' " + google);
    assertThat(source(browser.page(), "img-src")).isEqualTo("'self' data: " + google);
    assertThat(source(browser.page(), "form-action")).isEqualTo("'self'");
    assertThat(source(browser.page(), "frame-ancestors")).isEqualTo("'none'");
    assertThat(browser.page().header("Content-Security-Policy")).doesNotContain("unsafe");

    String query = browser.at().substring(browser.at().indexOf('?'));
    for (String path : List.of("/login/done", "/accounts", "/mfa", "/consent", "/reset")) {
      Answer other = browser.http().get(path + query);
      assertThat(other.header("Content-Security-Policy"))
          .as(path)
          .contains("trusted-types 'none'")
          .doesNotContain("google", "gstatic", "frame-src");
      assertThat(other.body()).doesNotContain("google.com");
    }
  }

  private Answer login(String tenant) {
    Http http = Http.to(server.url()).browser().with("Host", tenant + ".localhost");
    Answer sent = new OAuthClient(http, TestConfig.SPA).authorize();
    URI page = URI.create(sent.header("Location"));
    return http.get(page.getRawPath() + "?" + page.getRawQuery());
  }

  @Test
  void each_provider_has_its_own_widget_and_none_is_shown_without_its_key() {
    Answer scored = login("scored");
    assertThat(scored.body())
        .contains("src=\"https://www.google.com/recaptcha/api.js?render=site-1\"")
        .contains("data-site-key=\"site-1\" data-action=\"login\"")
        .contains("<input type=\"hidden\" name=\"g-recaptcha-response\"");
    Answer fox = login("fox");
    assertThat(fox.body())
        .contains("<div class=\"captchafox\" data-sitekey=\"sk_2\" data-lang=\"en\">")
        .contains("src=\"https://cdn.captchafox.com/api.js\"");
    assertThat(source(fox, "script-src"))
        .isEqualTo("NONCE https://cdn.captchafox.com/ https://*.captchafox.com");
    Answer bare = login("bare");
    assertThat(bare.body()).doesNotContain("recaptcha", "captchafox");
    assertThat(bare.header("Content-Security-Policy")).doesNotContain("google");
  }

  @Test
  void captchafox_is_asked_about_what_its_widget_filled_in() {
    Http http = Http.to(server.url()).browser().with("Host", "fox.localhost");
    Answer sent = new OAuthClient(http, TestConfig.SPA).authorize("prompt", "create");
    URI page = URI.create(sent.header("Location"));
    String address = page.getRawPath() + "?" + page.getRawQuery();
    String body = http.get(address).body();
    String token = body.replaceAll("(?s).*?name=\"form_token\" value=\"([^\"]*)\".*", "$1");
    Map<String, String> form = new LinkedHashMap<>();
    form.put("form_token", token);
    form.put("email", Users.newEmail());
    form.put("password", Users.PASSWORD);
    Http here = http.with("Origin", "http://fox.localhost:9999");
    assertThat(here.postForm(address, form).status()).isEqualTo(400);
    form.put("cf-captcha-response", SOLVED);
    assertThat(here.postForm(address, form).status()).isEqualTo(303);
  }
}
