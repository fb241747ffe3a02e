package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Router;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * {@code /account}: who is let in and how one comes back, sessions, apps and activity; and what
 * every page of it must not do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountSessionsTest {

  private static final String SESSIONS = "/account/sessions";
  private static final String APPS = "/account/apps";
  private static final String ACTIVITY = "/account/activity";
  private static final String HTML = "\"><script>alert(1)</script><b x='";

  private TestServer server;

  @BeforeAll
  void start() {
    server = TestServer.start(AccountBrowser.config().alsoTenant("other"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private List<String> paths(Method method) {
    List<String> paths =
        server.routes().stream()
            .filter(route -> route.method() == method)
            .map(Router.Entry::pattern)
            .filter(path -> path.equals("/account") || path.startsWith("/account/"))
            .toList();
    assertThat(paths).hasSizeGreaterThan(12);
    return paths;
  }

  @Test
  void who_is_not_logged_in_goes_by_the_login_and_comes_back_to_the_same_page() {
    AccountBrowser ada = AccountBrowser.of(server);
    ada.http().cookies().remove("__Host-SESSION");
    ada.http().cookies().remove("__Host-SESSION_LEGACY");
    Answer out = ada.get(SESSIONS);
    assertThat(out.status()).isEqualTo(303);
    assertThat(out.header("Location")).startsWith("/oauth/authorize?");
    Map<String, String> asked = out.redirectParameters();
    assertThat(asked)
        .containsEntry("redirect_uri", server.url() + "/account")
        .containsEntry("state", SESSIONS)
        .doesNotContainKey("prompt");

    Answer login = ada.get(out.header("Location"));
    assertThat(login.header("Location")).startsWith(AccountBrowser.LOGIN_PAGE);
    String tkn = new Users(ada.http()).logIn(ada.email());
    Map<String, String> resumed = new LinkedHashMap<>();
    resumed.put("client_id", TestConfig.SPA);
    resumed.put("r5_request_token", login.redirectParameter("r5_request_token"));
    resumed.put("tkn", tkn);
    Answer back = ada.http().get("/oauth/authorize", resumed);
    assertThat(back.header("Location")).startsWith(server.url() + "/account?");
    Answer home = ada.get("/account?" + back.location().getRawQuery());
    assertThat(home.status()).isEqualTo(303);
    assertThat(home.header("Location")).isEqualTo(SESSIONS);
    assertThat(ada.get(SESSIONS).status()).isEqualTo(200);
  }

  @Test
  @AttackClass(3)
  void the_way_back_leads_to_pages_of_the_account_alone() {
    AccountBrowser ada = AccountBrowser.of(server);
    for (String state :
        List.of("https://evil.example/", "//evil.example", "/oauth/authorize", "/account/../x")) {
      Answer back = ada.http().get("/account", Map.of("code", "x", "state", state));
      assertThat(back.header("Location")).as(state).isEqualTo("/account");
    }
  }

  @Test
  @AttackClass(21)
  void an_error_of_the_login_is_told_in_our_own_words() {
    Answer answer =
        server.http().get("/account", Map.of("error", "x", "error_user_msg", "Call 0800 now"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("0800").contains("href=\"/account\"");
    assertThat(AccountBrowser.of(server).get("/account/profile?done=call-us").body())
        .doesNotContain("class=\"alert");
  }

  @Test
  @AttackClass(12)
  void no_page_and_no_form_is_answered_without_a_session() {
    AccountBrowser nobody = AccountBrowser.empty(server);
    for (String path : paths(Method.GET)) {
      assertThat(nobody.get(path).status()).as(path).isEqualTo(303);
    }
    Http browser = AccountBrowser.of(server).http();
    Matcher token =
        Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"")
            .matcher(browser.get("/account").body());
    assertThat(token.find()).isTrue();
    browser.cookies().remove("__Host-SESSION");
    browser.cookies().remove("__Host-SESSION_LEGACY");
    for (String path : paths(Method.POST)) {
      Answer answer = browser.postForm(path, Map.of("form_token", token.group(1)));
      assertThat(answer.status()).as(path).isEqualTo(303);
      assertThat(answer.header("Location")).as(path).startsWith("/oauth/authorize?");
    }
  }

  @Test
  @AttackClass({18, 35})
  void no_form_is_taken_that_is_not_of_this_browser_or_not_of_our_pages() {
    AccountBrowser ada = AccountBrowser.of(server);
    String token = ada.token("/account");
    String others = AccountBrowser.of(server).token("/account");
    String before = rows();
    for (String path : paths(Method.POST)) {
      assertThat(ada.http().postForm(path, Map.of()).status()).as(path).isEqualTo(400);
      assertThat(ada.postWith(others, path, Map.of()).status()).as(path).isEqualTo(400);
      for (Http foreign :
          List.of(
              ada.http().with("Origin", "https://evil.example"),
              ada.http().with("Sec-Fetch-Site", "cross-site"),
              ada.http().without("Origin"))) {
        Answer answer = foreign.postForm(path, Map.of("form_token", token));
        assertThat(answer.status()).as(path).isEqualTo(403);
      }
    }
    assertThat(rows()).isEqualTo(before);
  }

  private String rows() {
    return server.sql(
        "select count(*) || ' ' || (select count(*) from event) || ' ' || (select count(*) from"
            + " session where ended_at is null) from profile");
  }

  @Test
  @Requirement("ASVS 7.4.3")
  void sessions_are_listed_and_ended_one_or_all_others() {
    AccountBrowser ada = AccountBrowser.of(server);
    AccountBrowser phone = ada.elsewhere(server);
    AccountBrowser tablet = ada.elsewhere(server);
    String shown = ada.get(SESSIONS).body();
    assertThat(shown).contains("This device").contains("127.0.0.1");
    Matcher id = Pattern.compile("name=\"id\" value=\"([^\"]+)\"").matcher(shown);
    assertThat(id.find()).isTrue();

    AccountBrowser bob = AccountBrowser.of(server);
    assertThat(bob.post("/account", SESSIONS + "/end", Map.of("id", id.group(1))).status())
        .as("somebody else's")
        .isEqualTo(404);
    assertThat(ada.post(SESSIONS, SESSIONS + "/end", Map.of("id", "none")).status()).isEqualTo(404);
    assertThat(ada.post(SESSIONS, SESSIONS + "/end", Map.of("id", id.group(1))).status())
        .isEqualTo(303);
    assertThat(List.of(phone.get("/account").status(), tablet.get("/account").status()))
        .containsExactlyInAnyOrder(200, 303);
    assertThat(ada.post(SESSIONS, SESSIONS + "/end-others", Map.of()).status()).isEqualTo(303);
    assertThat(List.of(phone.get("/account").status(), tablet.get("/account").status()))
        .containsExactly(303, 303);
    assertThat(ada.get(SESSIONS).body()).doesNotContain("end-others");
    assertThat(bob.get("/account").status()).isEqualTo(200);
  }

  @Test
  @Requirement({"ASVS 10.7.3", "ASVS 10.4.9"})
  void an_app_of_another_party_is_listed_in_words_and_loses_its_access() {
    AccountBrowser ada = AccountBrowser.of(server);
    AccountBrowser bob = AccountBrowser.of(server);
    server.sql(
        """
        insert into third_party_grant (tenant, profile_id, client_id, scope, granted_at)
        values ('demo', '%s', 'third-party', 'openid email shop:orders', now())\
        """
            .formatted(ada.id(server)));
    assertThat(ada.get(APPS).body())
        .contains("third-party")
        .contains("Read your email address")
        .contains("shop:orders");
    Map<String, String> app = Map.of("client_id", "third-party");
    assertThat(bob.post("/account", APPS + "/remove", app).status()).isEqualTo(404);
    assertThat(ada.post(APPS, APPS + "/remove", app).status()).isEqualTo(303);
    assertThat(ada.get(APPS).body()).contains("No app has access to your account.");
  }

  @Test
  void activity_is_shown_newest_first_a_page_at_a_time_and_of_nobody_else() {
    AccountBrowser ada = AccountBrowser.of(server);
    AccountBrowser bob = AccountBrowser.of(server);
    for (int i = 0; i < 21; i++) {
      ada.post("/account/profile", Map.of("given_name", "Ada " + i));
    }
    String newest = ada.get(ACTIVITY).body();
    assertThat(newest.split("Account updated", -1)).hasSize(21);
    Matcher older = Pattern.compile("href=\"(/account/activity\\?before=[^\"]+)\"").matcher(newest);
    assertThat(older.find()).isTrue();
    assertThat(ada.get(older.group(1)).body())
        .contains("Account created")
        .doesNotContain("before=");
    assertThat(bob.get(older.group(1)).body()).doesNotContain("Account updated");
    assertThat(ada.get(ACTIVITY + "?before=x").status()).isEqualTo(404);
  }

  @Test
  @AttackClass(21)
  void what_users_and_browsers_said_is_text_on_every_page() {
    AccountBrowser ada =
        AccountBrowser.of(
            server,
            Map.of(
                "given_name", HTML,
                "family_name", HTML,
                "custom_fields", Map.of("loyalty_card", HTML)));
    Http agent = server.http().browser().with("User-Agent", HTML);
    Users users = new Users(agent);
    users.code(users.logIn(ada.email()), dev.latchkey.testkit.Pkce.create());
    server.sql(
        """
        insert into third_party_grant (tenant, profile_id, client_id, scope, granted_at)
        values ('demo', '%s', '%s', '%s', now())\
        """
            .formatted(ada.id(server), HTML.replace("'", "''"), HTML.replace("'", "''")));
    server.sql(
        """
        insert into passkey (tenant, credential_id, profile_id, user_handle, public_key, sign_count, user_verified,
          backup_eligible, backed_up, recovered, aaguid, transports, friendly_name, created_at)
        values ('demo', '\\x0102', '%s', 'AA', '\\x00', 0, true, false, false, false,
          '00000000-0000-0000-0000-000000000000', '{}', '%s', now())\
        """
            .formatted(ada.id(server), HTML.replace("'", "''")));
    for (String path : paths(Method.GET)) {
      Answer answer = ada.get(path);
      assertThat(answer.status()).as(path).isIn(200, 303);
      assertThat(answer.body()).as(path).doesNotContain("<script>alert").doesNotContain("<b x=");
      assertThat(answer.header("Content-Security-Policy"))
          .contains("script-src 'nonce-")
          .contains("form-action 'self'")
          .contains("frame-ancestors 'none'");
    }
    assertThat(ada.get("/account/passkeys").body()).contains("&lt;script");
  }

  @Test
  @AttackClass(29)
  void a_tenant_without_that_client_has_no_account_page() {
    Http other = AccountBrowser.of(server).http().with("Host", "other.localhost:9999");
    for (String path : paths(Method.GET)) {
      assertThat(other.get(path).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void a_page_that_a_form_led_to_can_be_loaded_anew() {
    AccountBrowser ada = AccountBrowser.of(server);
    Answer again = ada.get("/account/factors/app?lang=fr");
    assertThat(again.status()).isEqualTo(303);
    assertThat(again.header("Location")).isEqualTo("/account/factors?lang=fr");
  }

  @Test
  void a_user_logs_out() {
    AccountBrowser ada = AccountBrowser.of(server);
    String cookie = ada.http().cookies().get("__Host-SESSION");
    Answer out = ada.post("/account", "/account/logout", Map.of());
    assertThat(out.status()).isEqualTo(200);
    assertThat(out.body()).contains("You are logged out.");
    Answer again = server.http().with("Cookie", "__Host-SESSION=" + cookie).get("/account");
    assertThat(again.status()).isEqualTo(303);
  }
}
