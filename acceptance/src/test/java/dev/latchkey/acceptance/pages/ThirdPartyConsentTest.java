package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A client of another party gets a login on our page, and what the user lets it have (contract
 * sections 4.1.2 step 7 and 11.3; OpenID Connect Core section 3.1.2.4).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThirdPartyConsentTest {

  private static final String SCOPE = "openid profile";

  private Upstream upstream;
  private TestServer server;

  @BeforeAll
  void start() {
    upstream = Upstream.start();
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/pages", Map.of())
                .set("/tenants/0/registration", Map.of("open", true))
                .set(
                    TestConfig.client(TestConfig.THIRD_PARTY) + "/about",
                    Map.of(
                        "logo_uri",
                        "https://pictures.example/logo.png",
                        "policy_uri",
                        "https://app.example/privacy",
                        "tos_uri",
                        "https://app.example/terms"))
                .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
                .set("/tenants/0/providers", List.of(upstream.provider("acme"))));
    upstream.follow(server.clock());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  private record Visitor(Browser browser, OAuthClient client, String email) {

    Visitor asks(String... changes) {
      browser.open("/oauth/authorize?" + Http.form(client.authorizeParameters(changes)));
      return this;
    }

    Visitor logsIn() {
      browser.submit("/login", "identifier", email, "password", Users.PASSWORD);
      return this;
    }

    Visitor decides(String decision) {
      browser.submit("/consent", "decision", decision);
      return this;
    }

    String code() {
      return String.valueOf(browser.parameter("code"));
    }
  }

  /** A user with an account, and a new browser. */
  private Visitor visitor() {
    String email = Users.newEmail();
    new Users(server.http()).signUp(email);
    Browser browser = new Browser(server.url());
    return new Visitor(browser, new OAuthClient(browser.http(), TestConfig.THIRD_PARTY), email);
  }

  @Test
  @Requirement({"ASVS 10.7.1", "ASVS 10.7.2"})
  void a_login_and_a_yes_lead_to_a_code_and_the_yes_is_remembered() {
    Visitor visitor = visitor().asks("scope", SCOPE, "state", "xyz").logsIn();
    assertThat(visitor.browser().title()).isEqualTo("third-party asks for access");
    assertThat(visitor.browser().page().body())
        .contains("Recognise you", "Read your profile", visitor.email(), "app.example");

    visitor.decides("allow");

    assertThat(visitor.browser().elsewhere()).startsWith(TestConfig.CALLBACK);
    assertThat(visitor.browser().parameter("state")).isEqualTo("xyz");
    Answer tokens = visitor.client().redeem(visitor.code());
    assertThat(tokens.status()).as("%s", tokens).isEqualTo(200);
    visitor.asks("scope", SCOPE, "prompt", "none");
    assertThat(visitor.code()).isNotEqualTo("null");
  }

  /** OpenID Connect Registration section 2. */
  @Test
  void what_the_client_does_with_data_can_be_read_before_it_gets_any() {
    Visitor visitor = visitor().asks("scope", SCOPE);
    showsAbout(visitor.browser());
    showsAbout(visitor.logsIn().browser());
    visitor.browser().open("/account");
    assertThat(visitor.browser().page().header("Content-Security-Policy"))
        .doesNotContain("pictures.example");
  }

  private static void showsAbout(Browser browser) {
    assertThat(browser.page().body())
        .contains(
            "<img src=\"https://pictures.example/logo.png\" alt=\"\">",
            "<a href=\"https://app.example/privacy\">Privacy policy of third-party</a>",
            "<a href=\"https://app.example/terms\">Terms of service of third-party</a>");
    assertThat(browser.page().header("Content-Security-Policy"))
        .contains("img-src 'self' data: https://pictures.example;");
  }

  /** Who registers can name the image of another, to look like them. */
  @Test
  void the_image_of_a_client_that_registered_itself_is_not_shown_unasked() {
    Answer registered =
        server
            .http()
            .post(
                "/oauth/register",
                Map.of(
                    "redirect_uris",
                    List.of(TestConfig.CALLBACK),
                    "client_name",
                    "Your bank",
                    "logo_uri",
                    "https://bank.example/logo.png",
                    "policy_uri",
                    "https://app.example/privacy"));
    Browser browser = new Browser(server.url());
    OAuthClient client = new OAuthClient(browser.http(), registered.text("client_id"));
    browser.open("/oauth/authorize?" + Http.form(client.authorizeParameters("scope", "openid")));
    assertThat(browser.page().body())
        .contains(">Privacy policy of Your bank (app.example)</a>")
        .doesNotContain("bank.example/logo.png");
    assertThat(browser.page().header("Content-Security-Policy")).doesNotContain("bank.example");
  }

  @Test
  void a_no_is_told_to_the_client() {
    Visitor visitor = visitor().asks("scope", SCOPE, "state", "xyz").logsIn().decides("deny");
    assertThat(visitor.browser().elsewhere()).startsWith(TestConfig.CALLBACK);
    assertThat(visitor.browser().parameter("error")).isEqualTo("access_denied");
    assertThat(visitor.browser().parameter("state")).isEqualTo("xyz");
    visitor.asks("scope", SCOPE, "prompt", "none");
    assertThat(visitor.browser().parameter("error_message_key")).isEqualTo("error.consentRequired");
  }

  @Test
  void a_no_travels_as_the_client_wants_its_answers() {
    Visitor visitor = visitor().asks("scope", SCOPE, "response_mode", "form_post").logsIn();
    visitor.decides("deny");
    assertThat(visitor.browser().page().body())
        .contains(
            "action=\"" + TestConfig.CALLBACK + "\"", "name=\"error\" value=\"access_denied\"");
  }

  @Test
  @Requirement("ASVS 10.7.1")
  void more_scopes_are_asked_for_and_fewer_are_not() {
    Visitor visitor = visitor().asks("scope", SCOPE).logsIn().decides("allow");
    visitor.asks("scope", "openid");
    assertThat(visitor.code()).isNotEqualTo("null");

    visitor.asks("scope", "openid profile email");
    assertThat(visitor.browser().page().body()).contains("Read your email address");
    visitor.decides("allow");
    assertThat(visitor.code()).isNotEqualTo("null");
    visitor.asks("scope", "openid email", "prompt", "none");
    assertThat(visitor.code()).isNotEqualTo("null");
  }

  @Test
  void prompt_consent_asks_again() {
    Visitor visitor = visitor().asks("scope", SCOPE).logsIn().decides("allow");
    visitor.asks("scope", SCOPE, "prompt", "consent");
    assertThat(visitor.browser().title()).isEqualTo("third-party asks for access");
    visitor.decides("allow");
    assertThat(visitor.code()).isNotEqualTo("null");
  }

  @Test
  @Requirement("ASVS 10.7.3")
  void taken_back_it_is_asked_for_anew() {
    Visitor visitor = visitor().asks("scope", SCOPE).logsIn().decides("allow");
    OAuthClient own = new OAuthClient(visitor.browser().http(), TestConfig.SPA);
    Answer code = own.authorize();
    String token = own.redeem(code.redirectParameter("code")).text("access_token");
    assertThat(server.http().bearer(token).delete("/identity/v1/grants/third-party").status())
        .isEqualTo(204);

    visitor.asks("scope", SCOPE);

    assertThat(visitor.browser().title()).isEqualTo("third-party asks for access");
  }

  @Test
  void prompt_none_says_what_is_missing() {
    Visitor visitor = visitor().asks("scope", SCOPE, "prompt", "none");
    assertThat(visitor.browser().parameter("error")).isEqualTo("login_required");
    visitor.asks("scope", SCOPE).logsIn();
    visitor.asks("scope", SCOPE, "prompt", "none");
    assertThat(visitor.browser().parameter("error")).isEqualTo("consent_required");
    assertThat(visitor.browser().parameter("error_message_key")).isEqualTo("error.consentRequired");
  }

  /** A login page of ours knows tickets; the client of another party never has one. */
  @Test
  @AttackClass(12)
  void a_ticket_is_worth_nothing_to_a_client_of_another_party() {
    Visitor visitor = visitor();
    String tkn = new Users(server.http()).logIn(visitor.email());
    visitor.asks("scope", SCOPE, "tkn", tkn);
    assertThat(visitor.browser().title()).isEqualTo("Log in");
    visitor
        .browser()
        .open(visitor.browser().at().replace("/login?", "/oauth/authorize?") + "&tkn=" + tkn);
    assertThat(visitor.browser().title()).isEqualTo("Log in");
    assertThat(
            server
                .http()
                .post(
                    "/identity/v1/password/login",
                    Map.of(
                        "client_id",
                        TestConfig.THIRD_PARTY,
                        "email",
                        visitor.email(),
                        "password",
                        Users.PASSWORD))
                .status())
        .isEqualTo(403);
  }

  /** What one user was asked, another who has logged in since does not allow. */
  @Test
  @AttackClass(18)
  void an_answer_counts_for_whom_the_page_asked() {
    Visitor visitor = visitor().asks("scope", SCOPE).logsIn();
    Map<String, String> form = new LinkedHashMap<>();
    form.put("form_token", visitor.browser().formToken());
    form.put("decision", "allow");
    form.put("account", UUID.randomUUID().toString());
    visitor.browser().post(visitor.browser().at(), form);
    assertThat(visitor.browser().page().status()).isEqualTo(400);
    visitor.asks("scope", SCOPE);
    assertThat(visitor.browser().title()).isEqualTo("third-party asks for access");
  }

  @Test
  void nobody_is_asked_who_is_not_there() {
    Visitor visitor = visitor().asks("scope", SCOPE);
    visitor.browser().open(visitor.browser().at().replace("/login", "/consent"));
    assertThat(visitor.browser().title()).isEqualTo("Log in");
  }

  /** A provider's word opens a session, and the client of another party still needs the user's. */
  @Test
  @AttackClass(6)
  void a_provider_leads_to_the_consent_too() {
    Visitor visitor = visitor();
    Upstream.Person person = Upstream.Person.of(Users.newEmail());
    visitor.asks("scope", SCOPE, "state", "xyz", "login_hint", upstream.hint(person));
    visitor.browser().follow("/login/provider");
    assertThat(visitor.browser().elsewhere()).startsWith(upstream.issuer());

    URI back = upstream.visit(URI.create(String.valueOf(visitor.browser().elsewhere())));
    visitor.browser().open(back.getRawPath() + "?" + back.getRawQuery());

    assertThat(visitor.browser().title()).isEqualTo("third-party asks for access");
    visitor.decides("allow");
    assertThat(visitor.client().redeem(visitor.code()).status()).isEqualTo(200);
  }

  @Test
  void who_turns_back_at_the_provider_is_at_the_login_page_again() {
    Visitor visitor = visitor();
    Upstream.Person person = Upstream.Person.of(Users.newEmail()).with(Upstream.Fault.REFUSES);
    visitor.asks("scope", SCOPE, "login_hint", upstream.hint(person));
    visitor.browser().follow("/login/provider");
    URI back = upstream.visit(URI.create(String.valueOf(visitor.browser().elsewhere())));
    visitor.browser().open(back.getRawPath() + "?" + back.getRawQuery());
    assertThat(visitor.browser().title()).isEqualTo("Log in");
    assertThat(visitor.browser().alert()).isEqualTo("You do not have access.");
    visitor.logsIn();
    assertThat(visitor.browser().title()).isEqualTo("third-party asks for access");
  }
}
