package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.ProviderLogin;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/** {@code /account}: password, passkeys, second factors and linked logins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountCredentialsTest {

  private static final String PASSWORD = "/account/password";
  private static final String PASSKEYS = "/account/passkeys";
  private static final String FACTORS = "/account/factors";
  private static final String LOGINS = "/account/logins";
  private static final String NEW_PASSWORD = "another horse, another battery";
  private static final Pattern LINK = Pattern.compile("class=\"button primary\" href=\"([^\"]+)\"");

  private Upstream upstream;
  private TestServer server;

  @BeforeAll
  void start() {
    upstream = Upstream.start();
    server =
        TestServer.start(
            AccountBrowser.config()
                .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
                .set("/tenants/0/providers", List.of(upstream.provider("acme")))
                .set("/tenants/0/passwordless", Map.of("email", false, "sms", false))
                .set("/tenants/0/mfa/email", true)
                .set("/tenants/0/mfa/sms", true)
                .set("/tenants/0/mfa/totp", true)
                .set("/tenants/0/mfa/recovery_codes", true)
                .set("/tenants/0/mfa/trusted_devices", true)
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/mfa", "never"));
    upstream.follow(server.clock());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  private static void isBack(Answer answer, String path) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
    assertThat(answer.header("Location")).startsWith(path + "?done=");
  }

  private static String first(String pattern, String body) {
    Matcher matcher = Pattern.compile(pattern).matcher(body);
    assertThat(matcher.find()).as(pattern + " in " + body).isTrue();
    return matcher.group(1).replace("&amp;", "&");
  }

  @Test
  void a_password_is_changed_by_the_old_one_and_other_sessions_end() {
    AccountBrowser ada = AccountBrowser.of(server);
    AccountBrowser other = ada.elsewhere(server);
    server.clock().advance(Duration.ofHours(1));
    Answer wrong =
        ada.post(PASSWORD, Map.of("old_password", "not it at all", "password", NEW_PASSWORD));
    assertThat(wrong.body()).contains("id=\"old_password-error\"");
    Answer weak = ada.post(PASSWORD, Map.of("old_password", Users.PASSWORD, "password", "abc"));
    assertThat(weak.body()).contains("id=\"password-error\"");

    isBack(
        ada.post(PASSWORD, Map.of("old_password", Users.PASSWORD, "password", NEW_PASSWORD)),
        PASSWORD);
    assertThat(ada.get(PASSWORD + "?done=password").body())
        .contains("Your password has been changed.");
    assertThat(other.get("/account").status()).isEqualTo(303);
    assertThat(new Users(server.http()).tryPassword(ada.email(), NEW_PASSWORD).status())
        .isEqualTo(200);
  }

  @Test
  @AttackClass({12, 13})
  void a_first_password_takes_a_login_of_now() {
    AccountBrowser eve = byProvider(Person.of(Users.newEmail()));
    assertThat(eve.get(PASSWORD).body())
        .contains("You have no password yet.")
        .doesNotContain("old_password");
    String token = eve.token(PASSWORD);
    server.clock().advance(Duration.ofMinutes(6));
    Answer stale = eve.postWith(token, PASSWORD, Map.of("password", NEW_PASSWORD));
    assertThat(stale.status()).isEqualTo(401);
    assertThat(stale.body()).contains("prompt=login");

    AccountBrowser fay = byProvider(Person.of(Users.newEmail()));
    isBack(fay.post(PASSWORD, Map.of("password", NEW_PASSWORD)), PASSWORD);
    assertThat(new Users(server.http()).tryPassword(fay.email(), NEW_PASSWORD).status())
        .isEqualTo(200);
  }

  /** A new user who logged in by the provider alone. */
  private AccountBrowser byProvider(Person person) {
    AccountBrowser browser = AccountBrowser.empty(server);
    new ProviderLogin(upstream, new OAuthClient(browser.http(), TestConfig.SPA))
        .run("acme", person);
    return browser.named(String.valueOf(person.email()));
  }

  @Test
  void a_passkey_is_added_listed_and_removed() {
    AccountBrowser ada = AccountBrowser.of(server);
    Authenticator laptop = new Authenticator(server.url());
    Answer options = ada.post(PASSKEYS, PASSKEYS + "/options", Map.of("friendly_name", "Laptop"));
    assertThat(options.status()).as(options.toString()).isEqualTo(200);
    String credential = json(laptop.create(options.json()));
    isBack(ada.post(PASSKEYS, Map.of("credential", credential)), PASSKEYS);
    assertThat(ada.get(PASSKEYS).body()).contains("Laptop");
    assertThat(ada.post(PASSKEYS, Map.of("credential", credential)).status())
        .as("once only")
        .isGreaterThanOrEqualTo(400);
    assertThat(ada.post(PASSKEYS, Map.of("credential", "{")).status()).isEqualTo(400);

    String id = first("name=\"id\" value=\"([^\"]+)\"", ada.get(PASSKEYS).body());
    AccountBrowser bob = AccountBrowser.of(server);
    bob.post(PASSKEYS, PASSKEYS + "/remove", Map.of("id", id));
    assertThat(ada.get(PASSKEYS).body()).as("somebody else's").contains("Laptop");
    isBack(ada.post(PASSKEYS, PASSKEYS + "/remove", Map.of("id", id)), PASSKEYS);
    assertThat(ada.get(PASSKEYS).body()).contains("You have no passkeys yet.");
  }

  private static String json(Object value) {
    return JsonMapper.shared().writeValueAsString(value);
  }

  @Test
  @AttackClass({12, 13})
  @Requirement("ASVS 7.5.1")
  void credentials_are_not_changed_by_a_session_of_ten_minutes_ago() {
    AccountBrowser ada = AccountBrowser.of(server);
    String token = ada.token(FACTORS);
    server.clock().advance(Duration.ofMinutes(10));
    Map<String, String> nothing = Map.of();
    Map<String, Map<String, String>> posts =
        Map.of(
            PASSKEYS + "/options", nothing,
            PASSKEYS + "/remove", Map.of("id", "AAAA"),
            FACTORS + "/app", nothing,
            FACTORS + "/email", nothing,
            FACTORS + "/phone", Map.of("phone_number", Users.newPhoneNumber()),
            FACTORS + "/recovery-codes", nothing,
            FACTORS + "/remove", Map.of("kind", "totp"),
            LOGINS + "/link", Map.of("provider", "acme"),
            LOGINS + "/unlink", Map.of("id", "00000000-0000-0000-0000-000000000000"));
    posts.forEach((path, fields) -> {
      Answer answer = ada.postWith(token, path, fields);
      assertThat(answer.status()).as(path).isEqualTo(401);
    });
    for (String page : List.of(PASSKEYS, FACTORS, LOGINS)) {
      assertThat(ada.get(page).body()).contains("prompt=login");
    }
  }

  @Test
  @AttackClass(13)
  void an_authenticator_app_is_set_up_by_its_code_and_from_then_on_two_factors_are_asked_for() {
    AccountBrowser ada = AccountBrowser.of(server);
    Answer key = ada.post(FACTORS, FACTORS + "/app", Map.of());
    assertThat(key.status()).isEqualTo(200);
    assertThat(key.body()).contains("<svg class=\"qr\"");
    var app = new AuthenticatorApp(first("<code dir=\"ltr\">([A-Z2-7]+)</code>", key.body()));
    String code = FACTORS + "/app/code";
    Answer wrong =
        ada.post(FACTORS, code, Map.of("verification_code", app.wrong(server.clock().instant())));
    assertThat(wrong.body()).contains("id=\"verification_code-error\"");
    isBack(
        ada.post(FACTORS, code, Map.of("verification_code", app.code(server.clock().instant()))),
        FACTORS);

    String shown = ada.get(FACTORS).body();
    assertThat(shown)
        .contains("Authenticator app")
        .contains("acr_values=aal2")
        .doesNotContain(FACTORS + "/remove\"");
    assertThat(
            ada.postWith(ada.token(PASSWORD), FACTORS + "/remove", Map.of("kind", "totp")).status())
        .as("a password alone does not take it away")
        .isEqualTo(401);
    assertThat(ada.get(FACTORS).body()).contains("Authenticator app");
  }

  @Test
  void a_verified_address_is_a_factor_at_once_and_recovery_codes_are_shown_once() {
    AccountBrowser ada = AccountBrowser.of(server);
    ada.get(URI.create(server.inbox().await(ada.email(), 1).link()).getPath());
    isBack(ada.post(FACTORS, FACTORS + "/email", Map.of()), FACTORS);
    assertThat(ada.get(FACTORS).body()).contains("Codes by email");
  }

  @Test
  void a_number_is_a_factor_once_its_code_came_back() {
    AccountBrowser ada = AccountBrowser.of(server);
    String number = Users.newPhoneNumber();
    isBack(
        ada.post(FACTORS, FACTORS + "/phone", Map.of("phone_number", number)),
        FACTORS + "/phone/code");
    assertThat(
            ada.post(FACTORS, FACTORS + "/phone/code", Map.of("verification_code", "000000"))
                .body())
        .contains("id=\"verification_code-error\"");
    String code = server.inbox().await(number, 1).code();
    isBack(ada.post(FACTORS, FACTORS + "/phone/code", Map.of("verification_code", code)), FACTORS);
    assertThat(ada.get(FACTORS).body()).contains("Codes by text message");
    assertThat(ada.post("/account/profile", FACTORS + "/phone", Map.of("phone_number", "1")).body())
        .contains("acr_values=aal2");
  }

  @Test
  void recovery_codes_are_shown_once_to_whoever_showed_two_factors() {
    AccountBrowser ada = AccountBrowser.of(server);
    String id = ada.id(server);
    isBack(verifiedNumber(ada), FACTORS);
    strengthen(id);
    Answer made = ada.post(FACTORS, FACTORS + "/recovery-codes", Map.of());
    assertThat(made.status()).isEqualTo(200);
    String code = first("<li><code dir=\"ltr\">([^<]+)</code>", made.body());
    String shown = ada.get(FACTORS).body();
    assertThat(shown).contains("Recovery codes").contains("Left: ").doesNotContain(code);
    isBack(ada.post(FACTORS, FACTORS + "/remove", Map.of("kind", "recovery_code")), FACTORS);
    assertThat(ada.get(FACTORS).body()).doesNotContain("Left: ");
    assertThat(ada.post(FACTORS, FACTORS + "/remove", Map.of("kind", "none")).status())
        .isEqualTo(404);
  }

  private Answer verifiedNumber(AccountBrowser user) {
    String number = Users.newPhoneNumber();
    user.post(FACTORS, FACTORS + "/phone", Map.of("phone_number", number));
    String code = server.inbox().await(number, 1).code();
    return user.post(FACTORS, FACTORS + "/phone/code", Map.of("verification_code", code));
  }

  /** Which factors are asked for is for the client to say whose page it is, not for another. */
  @Test
  @AttackClass(13)
  void a_session_of_a_client_that_asks_for_less_does_not_open_the_page() {
    AccountBrowser ada = AccountBrowser.of(server);
    AccountBrowser bob = AccountBrowser.of(server);
    isBack(verifiedNumber(ada), FACTORS);
    assertThat(ada.get(FACTORS).status()).as("set up in this session").isEqualTo(200);

    server.clock().advance(Duration.ofSeconds(1));
    Answer page = loggedInElsewhere(ada.email()).get("/account");
    assertThat(page.status()).isEqualTo(303);
    assertThat(page.header("Location")).startsWith("/oauth/authorize?client_id=spa&");
    assertThat(loggedInElsewhere(bob.email()).get("/account").status())
        .as("who has one factor alone")
        .isEqualTo(200);
  }

  /** A browser that was let in by a client which never asks for a second factor. */
  private Http loggedInElsewhere(String email) {
    Http http = server.http().browser();
    Users users = new Users(http, TestConfig.OTHER_SPA);
    users.code(users.logIn(email), Pkce.create());
    return http;
  }

  /** As a login with both factors would have it. */
  private void strengthen(String profileId) {
    server.sql(
        "update session set amr = '{pwd,sms,mfa}' where profile_id = '%s'".formatted(profileId));
  }

  @Test
  void a_trusted_device_is_listed_and_removed_by_its_owner_alone() {
    AccountBrowser ada = AccountBrowser.of(server);
    AccountBrowser bob = AccountBrowser.of(server);
    String device =
        server.sql(
            """
            with added as (insert into trusted_device (tenant, id, profile_id, device_hash, created_at, expires_at, ip, user_agent)
              values ('demo', gen_random_uuid(), '%s', '\\x01', now(), now() + interval '30 days', '203.0.113.9',
                'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0') returning id)
            select id from added\
            """
                .formatted(ada.id(server)));
    String path = FACTORS + "/devices/remove";
    assertThat(ada.get(FACTORS).body()).contains("Firefox on Linux").contains("203.0.113.9");
    assertThat(bob.post(FACTORS, path, Map.of("id", device)).status()).isEqualTo(404);
    isBack(ada.post(FACTORS, path, Map.of("id", device)), FACTORS);
    assertThat(ada.get(FACTORS).body()).contains("No trusted devices");
  }

  @Test
  void a_login_is_linked_at_the_provider_and_unlinked_but_for_the_last_way_in() {
    AccountBrowser ada = AccountBrowser.of(server);
    Answer way = ada.post(LOGINS, LOGINS + "/link", Map.of("provider", "acme"));
    assertThat(way.status()).isEqualTo(200);
    Matcher link = LINK.matcher(way.body());
    assertThat(link.find()).isTrue();
    Person person = Person.of(Users.newEmail());
    URI back =
        upstream.visit(
            URI.create(
                link.group(1).replace("&amp;", "&") + "&login_hint=" + upstream.hint(person)));
    Answer linked = ada.get(back.getRawPath() + "?" + back.getRawQuery());
    assertThat(linked.header("Location")).startsWith(server.url() + "/account?");
    Answer home = ada.get("/account?" + linked.location().getRawQuery());
    assertThat(home.header("Location")).isEqualTo(LOGINS);
    String shown = ada.get(LOGINS).body();
    assertThat(shown).contains(String.valueOf(person.email()));

    String id = first("name=\"id\" value=\"([^\"]+)\"", shown);
    AccountBrowser eve = byProvider(Person.of(Users.newEmail()));
    assertThat(eve.post(LOGINS, LOGINS + "/unlink", Map.of("id", id)).status())
        .as("somebody else's")
        .isEqualTo(404);
    isBack(ada.post(LOGINS, LOGINS + "/unlink", Map.of("id", id)), LOGINS);
    assertThat(ada.get(LOGINS).body()).doesNotContain(String.valueOf(person.email()));

    String last = first("name=\"id\" value=\"([^\"]+)\"", eve.get(LOGINS).body());
    Answer refused = eve.post(LOGINS, LOGINS + "/unlink", Map.of("id", last));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("class=\"alert bad\"");
    assertThat(eve.post(LOGINS, LOGINS + "/link", Map.of("provider", "none")).status())
        .isEqualTo(400);
  }
}
