package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sign up, get back in, and show a second factor on the server's own pages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostedAccountTest {

  private static final String NEW_PASSWORD = "another horse entirely, of course";

  private static final String SCOPES = Users.SCOPES + " mfa";

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set(
                    "/tenants/0/pages",
                    Map.of(
                        "signup_fields",
                        List.of(
                            "given_name",
                            "email",
                            "phone_number?",
                            "custom_fields.shoe_size?",
                            "custom_fields.shop?")))
                .set("/tenants/0/mfa/email", true)
                .set(TestConfig.client(TestConfig.SPA) + "/scopes", List.of(SCOPES.split(" "))));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Browser browser() {
    return new Browser(server.url());
  }

  private static OAuthClient client(Browser browser) {
    return new OAuthClient(browser.http(), TestConfig.SPA);
  }

  private static Browser at(Browser browser, String... changes) {
    return browser.open(
        "/oauth/authorize?" + Http.form(client(browser).authorizeParameters(changes)));
  }

  @Test
  void a_sign_up_leads_into_the_client_with_all_that_was_typed() {
    String email = Users.newEmail();
    Browser browser = browser();
    OAuthClient client = client(browser);
    browser.open("/oauth/authorize?" + Http.form(client.authorizeParameters()));
    browser.follow("/signup");
    assertThat(browser.title()).isEqualTo("Sign up");

    browser.submit(
        "/signup",
        "given_name",
        "Ada",
        "email",
        email,
        "custom_fields.shoe_size",
        "41",
        "custom_fields.shop",
        "paris",
        "consents.newsletter",
        "true",
        "password",
        Users.PASSWORD);

    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
    String token = client.redeem(String.valueOf(browser.parameter("code"))).text("access_token");
    var profile =
        server
            .http()
            .bearer(token)
            .get("/identity/v1/userinfo?fields=email,given_name,custom_fields,consents")
            .json();
    assertThat(profile.path("given_name").asString()).isEqualTo("Ada");
    assertThat(profile.at("/custom_fields/shoe_size").asInt()).isEqualTo(41);
    assertThat(profile.at("/custom_fields/shop").asString()).isEqualTo("paris");
    assertThat(profile.at("/consents/newsletter/granted").asBoolean()).isTrue();
  }

  @Test
  void what_is_wrong_is_told_and_what_was_typed_is_kept() {
    Browser browser = at(browser(), "prompt", "create");
    assertThat(browser.title()).isEqualTo("Sign up");
    browser.submit(
        "/signup",
        "given_name",
        "Ada",
        "email",
        "no address",
        "custom_fields.shoe_size",
        "big",
        "password",
        "abc");
    assertThat(browser.page().status()).isEqualTo(400);
    assertThat(browser.page().body())
        .contains("id=\"email-error\"", "value=\"Ada\"", "value=\"no address\"")
        .contains("value=\"big\"", "custom_fields.shoe_size-error")
        .doesNotContain("value=\"abc\"");

    browser.submit(
        "/signup",
        "email",
        Users.newEmail(),
        "custom_fields.shoe_size",
        "",
        "password",
        "password1");
    assertThat(browser.page().body()).contains("id=\"password-error\"", "<meter", "Very weak");
  }

  @Test
  void prompt_create_is_over_once_there_is_an_account() {
    Browser browser = at(browser(), "prompt", "create");
    browser.submit(
        "/signup", "given_name", "Ada", "email", Users.newEmail(), "password", Users.PASSWORD);
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
  }

  @Test
  void a_forgotten_password_is_replaced_by_the_link_and_the_request_goes_on() {
    String email = Users.newEmail();
    new Users(server.http()).signUp(email);
    Browser browser = at(browser(), "state", "xyz").follow("/forgot");
    browser.submit("/forgot", "identifier", email);
    assertThat(browser.title()).isEqualTo("Check your messages");
    String link = server.inbox().await(email, 2).link();
    assertThat(link).startsWith(server.url() + "/reset?");

    browser.open(link).submit("/reset", "password", "abc");
    assertThat(browser.page().status()).isEqualTo(400);
    browser.submit("/reset", "password", NEW_PASSWORD);
    assertThat(browser.title()).isEqualTo("Password updated");

    browser.follow("/login").submit("/login", "identifier", email, "password", NEW_PASSWORD);
    assertThat(browser.parameter("state")).isEqualTo("xyz");
    assertThat(browser.parameter("code")).isNotBlank();

    Browser again = browser().open(link).submit("/reset", "password", "yet another one of them");
    assertThat(again.alert()).isEqualTo("This code is wrong or has expired.");
  }

  @Test
  void a_number_gets_a_code_to_type() {
    String phone = Users.newPhoneNumber();
    new Users(server.http()).signUp(Map.of("phone_number", phone));
    Browser browser = at(browser()).follow("/forgot");
    browser.submit("/forgot", "identifier", phone);
    String code = server.inbox().awaitCode(phone, 2).code();
    browser.submit("/reset", "code", code, "password", NEW_PASSWORD);
    assertThat(browser.title()).isEqualTo("Password updated");
  }

  @Test
  @AttackClass(39)
  void nobody_learns_who_has_an_account_from_asking_for_a_way_back() {
    String email = Users.newEmail();
    new Users(server.http()).signUp(email);
    Browser known = at(browser()).follow("/forgot").submit("/forgot", "identifier", email);
    Browser unknown =
        at(browser()).follow("/forgot").submit("/forgot", "identifier", Users.newEmail());
    assertThat(known.title()).isEqualTo(unknown.title());
    assertThat(known.page().status()).isEqualTo(unknown.page().status()).isEqualTo(200);
  }

  /** A user with mail as second factor. */
  private String withSecondFactor() {
    String email = Users.newEmail();
    OAuthClient client = new OAuthClient(server.http(), TestConfig.SPA);
    String code = client.code(client.users().signUp(email), "scope", SCOPES);
    server.sql("update profile set email_verified_at = now() where email = '" + email + "'");
    Answer added =
        server
            .http()
            .bearer(client.redeem(code).text("access_token"))
            .post("/identity/v1/mfa/credentials/emails", Map.of());
    assertThat(added.status()).as("%s", added).isEqualTo(200);
    return email;
  }

  @Test
  @AttackClass(13)
  void a_second_factor_stands_between_the_password_and_the_client() {
    String email = withSecondFactor();
    Browser browser = at(browser());
    browser.submit("/login", "identifier", email, "password", Users.PASSWORD);
    assertThat(browser.title()).isEqualTo("Confirm it’s you");
    assertThat(browser.http().cookies()).doesNotContainKey("__Host-SESSION");
    // The request does not go on by itself.
    browser.open(browser.at().replace("/mfa/code", "/login/done"));
    assertThat(browser.title()).isEqualTo("Log in");

    browser.submit("/login", "identifier", email, "password", Users.PASSWORD);
    String code = server.inbox().awaitCode(email, 3).code();
    browser.submit("/mfa/code", "code", code.equals("111111") ? "222222" : "111111");
    assertThat(browser.alert()).isEqualTo("This code is wrong or has expired.");
    browser.submit("/mfa/code", "code", code, "trust", "true");
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");

    // The device is trusted: the next login needs no code.
    at(browser, "prompt", "login")
        .submit("/login", "identifier", email, "password", Users.PASSWORD);
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
  }

  @Test
  @AttackClass(12)
  void a_step_that_was_begun_in_another_browser_does_not_go_on_here() {
    String email = withSecondFactor();
    Browser victim = at(browser());
    victim.submit("/login", "identifier", email, "password", Users.PASSWORD);
    Browser other = browser().open(victim.at());
    assertThat(other.title()).isEqualTo("Log in");
  }
}
