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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log in on the server's own page, for a client's authorize request (contract section 4.1.7). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostedLoginTest {

  private TestServer server;
  private Users users;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/pages", Map.of())
                .set("/tenants/0/webauthn", Map.of("origins", List.of("${PUBLIC_URL}")))
                .set("/tenants/0/lockout/failures", 3)
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/sso", false));
    users = new Users(server.http());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Browser browser() {
    return new Browser(server.url());
  }

  private OAuthClient client(Browser browser, String id) {
    return new OAuthClient(browser.http(), id);
  }

  /** The browser at the login page of a client's request. */
  private Browser atLogin(Browser browser, OAuthClient client, String... changes) {
    browser.open("/oauth/authorize?" + Http.form(client.authorizeParameters(changes)));
    return browser;
  }

  private String newUser() {
    String email = Users.newEmail();
    users.signUp(email);
    return email;
  }

  @Test
  void a_password_leads_to_a_code_at_the_client() {
    String email = newUser();
    Browser browser = browser();
    OAuthClient client = client(browser, TestConfig.SPA);
    atLogin(browser, client, "state", "xyz");
    assertThat(browser.title()).isEqualTo("Log in");

    browser.submit("/login", "identifier", email, "password", Users.PASSWORD);

    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK);
    assertThat(browser.parameter("state")).isEqualTo("xyz");
    Answer tokens = client.redeem(String.valueOf(browser.parameter("code")));
    assertThat(tokens.status()).as("%s", tokens).isEqualTo(200);
    // The browser is known from now on.
    atLogin(browser, client);
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
  }

  @Test
  void a_client_without_single_sign_on_gets_a_login_of_its_own_each_time() {
    String email = newUser();
    Browser browser = browser();
    OAuthClient client = client(browser, TestConfig.OTHER_SPA);
    for (int i = 0; i < 2; i++) {
      atLogin(browser, client);
      assertThat(browser.title()).isEqualTo("Log in");
      browser.submit("/login", "identifier", email, "password", Users.PASSWORD);
      assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
      server.clock().advance(Duration.ofSeconds(1));
    }
  }

  @Test
  void prompt_login_asks_whoever_is_there() {
    String email = newUser();
    Browser browser = browser();
    OAuthClient client = client(browser, TestConfig.SPA);
    atLogin(browser, client).submit("/login", "identifier", email, "password", Users.PASSWORD);
    server.clock().advance(Duration.ofSeconds(1));

    atLogin(browser, client, "prompt", "login");

    assertThat(browser.title()).isEqualTo("Log in");
    browser.submit("/login", "identifier", email, "password", Users.PASSWORD);
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
  }

  @Test
  void select_account_offers_the_one_who_is_there_or_another() {
    String email = newUser();
    Browser browser = browser();
    OAuthClient client = client(browser, TestConfig.SPA);
    atLogin(browser, client).submit("/login", "identifier", email, "password", Users.PASSWORD);
    server.clock().advance(Duration.ofSeconds(1));

    atLogin(browser, client, "prompt", "select_account");
    assertThat(browser.title()).isEqualTo("Choose an account");
    assertThat(browser.page().body()).contains("Continue as " + email);
    browser.submit("/accounts");
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");

    atLogin(browser, client, "prompt", "select_account").follow("/login");
    assertThat(browser.title()).isEqualTo("Log in");
  }

  @Test
  void the_clients_hint_is_filled_in() {
    Browser browser = browser();
    atLogin(browser, client(browser, TestConfig.SPA), "login_hint", "ada@example.org");
    assertThat(browser.page().body()).contains("value=\"ada@example.org\"");
  }

  @Test
  void prompt_none_never_shows_a_page() {
    Browser browser = browser();
    atLogin(browser, client(browser, TestConfig.SPA), "prompt", "none");
    assertThat(browser.parameter("error")).isEqualTo("login_required");
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK);
  }

  /** Nobody learns from the page who has an account (ASVS 6.3.8). */
  @Test
  @AttackClass(39)
  @Requirement("ASVS 6.3.8")
  void a_wrong_password_and_an_unknown_user_read_the_same() {
    String email = newUser();
    Browser known = browser();
    atLogin(known, client(known, TestConfig.SPA))
        .submit("/login", "identifier", email, "password", "not the password");
    Browser unknown = browser();
    atLogin(unknown, client(unknown, TestConfig.SPA))
        .submit("/login", "identifier", Users.newEmail(), "password", "not the password");

    assertThat(known.page().status()).isEqualTo(unknown.page().status()).isEqualTo(401);
    assertThat(known.alert()).isEqualTo(unknown.alert()).isEqualTo("Wrong email or password.");
    assertThat(known.page().body()).contains("role=\"alert\" tabindex=\"-1\" autofocus");
    assertThat(known.page().body()).doesNotContain("not the password");
  }

  @Test
  @AttackClass(9)
  void a_locked_account_is_told_and_stays_out() {
    String email = newUser();
    Browser browser = browser();
    atLogin(browser, client(browser, TestConfig.SPA));
    for (int i = 0; i < 3; i++) {
      browser.submit("/login", "identifier", email, "password", "wrong");
    }
    browser.submit("/login", "identifier", email, "password", Users.PASSWORD);
    assertThat(browser.page().status()).isEqualTo(403);
    assertThat(browser.alert()).contains("locked");
    assertThat(browser.http().cookies()).doesNotContainKey("__Host-SESSION");
  }

  @Test
  void what_is_missing_is_told_beside_its_field() {
    Browser browser = browser();
    atLogin(browser, client(browser, TestConfig.SPA))
        .submit("/login", "identifier", "", "password", "x");
    assertThat(browser.page().status()).isEqualTo(400);
    assertThat(browser.page().body())
        .contains("id=\"identifier-error\"", "aria-invalid=\"true\"", "href=\"#identifier\"");
  }

  @Test
  void a_code_by_mail_logs_in_and_makes_an_account_for_who_has_none() {
    String email = Users.newEmail();
    Browser browser = browser();
    OAuthClient client = client(browser, TestConfig.SPA);
    atLogin(browser, client).submitTo("/login", "/login/code/new", "identifier", email);
    assertThat(browser.page().body()).contains(email);
    String code = server.inbox().awaitCode(email, 1).code();

    browser.submit("/login/code", "code", "000000".equals(code) ? "000001" : "000000");
    assertThat(browser.alert()).isEqualTo("This code is wrong or has expired.");
    browser.submit("/login/code", "code", code);

    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
    assertThat(client.redeem(String.valueOf(browser.parameter("code"))).status()).isEqualTo(200);
  }

  @Test
  void the_link_of_the_mail_goes_on_with_the_same_request_in_another_browser() {
    String email = Users.newEmail();
    Browser browser = browser();
    OAuthClient client = client(browser, TestConfig.SPA);
    atLogin(browser, client, "state", "from-here")
        .submitTo("/login", "/login/code/new", "identifier", email);
    String link = server.inbox().await(email, 1).link();

    Browser other = browser();
    other.open(link);
    other.post(other.at(), Map.of());

    assertThat(other.elsewhere()).startsWith(TestConfig.CALLBACK);
    assertThat(other.parameter("state")).isEqualTo("from-here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "ar", "de"})
  void the_page_speaks_the_language_that_the_client_asks_for(String language) {
    Browser browser = browser();
    atLogin(browser, client(browser, TestConfig.SPA), "ui_locales", language + " en");
    assertThat(browser.page().body())
        .contains(
            "<html lang=\"" + language + "\" dir=\"" + (language.equals("ar") ? "rtl" : "ltr"));
  }

  @Test
  void the_language_of_the_menu_wins_and_is_remembered() {
    Browser browser = browser();
    atLogin(browser, client(browser, TestConfig.SPA), "ui_locales", "fr");
    browser.open(browser.at() + "&lang=de");
    assertThat(browser.page().body()).contains("<html lang=\"de\"");
    assertThat(browser.page().body()).contains("lang=de");

    Browser later = atLogin(browser, client(browser, TestConfig.SPA));
    assertThat(later.page().body()).contains("<html lang=\"de\"");
  }

  @Test
  void without_pages_nothing_is_there() {
    try (TestServer plain = TestServer.start()) {
      assertThat(plain.http().get("/login").status()).isEqualTo(404);
      assertThat(plain.http().post("/login", Map.of()).status()).isEqualTo(404);
    }
  }
}
