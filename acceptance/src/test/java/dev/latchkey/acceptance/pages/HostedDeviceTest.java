package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A device asks, and its user says yes or no in a browser without script (RFC 8628 section 3.3):
 * who is not logged in well enough for the device's client logs in on the way, and the code
 * survives that.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostedDeviceTest {

  private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
  private static final String SCOPES = Users.SCOPES + " mfa";
  private static final Map<String, Object> DEVICE = Map.of("device_grant", true);
  private static final String REGISTRATION = "an-initial-access-token-of-the-tests";

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/pages", Map.of())
                .set("/tenants/0/mfa", Map.of("policy", "never", "email", true))
                .set(
                    "/tenants/0/registration",
                    Map.of(
                        "initial_access_tokens",
                        List.of(REGISTRATION),
                        "scopes",
                        List.of("openid", "email")))
                .set(TestConfig.client(TestConfig.SPA) + "/scopes", List.of(SCOPES.split(" ")))
                .set(TestConfig.client(TestConfig.NATIVE) + "/openid", DEVICE)
                .set(TestConfig.client(TestConfig.THIRD_PARTY) + "/openid", DEVICE)
                .set(TestConfig.client(TestConfig.WEB_APP) + "/openid", DEVICE)
                .set(TestConfig.client(TestConfig.WEB_APP) + "/sso", false)
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/openid", DEVICE)
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/mfa", "always")
                .set(
                    TestConfig.client(TestConfig.IMPLICIT) + "/openid",
                    Map.of("device_grant", true, "default_max_age", "1h")));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** A device of that client, and what it was told. */
  private final class Device {

    private final OAuthClient client;
    private final Answer begun;

    Device(String clientId, String scope) {
      client = new OAuthClient(server.http(), clientId).withForms();
      begun = client.post("/oauth/device_authorization", Map.of("scope", scope));
      assertThat(begun.status()).as("%s", begun).isEqualTo(200);
    }

    String code() {
      return begun.text("user_code");
    }

    String address() {
      return begun.text("verification_uri_complete");
    }

    Answer poll() {
      server.clock().advance(Duration.ofSeconds(6));
      return client.token(GRANT, "device_code", begun.text("device_code"));
    }

    void isToldTo(String error) {
      assertThat(poll().text("error")).isEqualTo(error);
    }

    /** The address of the user that it got tokens for. */
    String user() {
      Answer tokens = poll();
      assertThat(tokens.status()).as("%s", tokens).isEqualTo(200);
      return client.users().userinfo(tokens.text("access_token")).text("email");
    }
  }

  private record Phone(Browser browser, String email) {

    Phone scans(Device device) {
      browser.open(device.address()).submit("/activate");
      return this;
    }

    Phone logsIn() {
      assertThat(browser.title()).isEqualTo("Log in");
      browser.submit("/login", "identifier", email, "password", Users.PASSWORD);
      return this;
    }

    Phone decides(String decision) {
      browser.submit("/activate", "decision", decision);
      return this;
    }
  }

  /** A user with an account, and a new browser. */
  private Phone phone() {
    String email = Users.newEmail();
    new Users(server.http()).signUp(email);
    return new Phone(new Browser(server.url()), email);
  }

  @Test
  void who_is_not_logged_in_logs_in_and_comes_back_to_the_code() {
    Device device = new Device(TestConfig.NATIVE, "openid email");
    Phone phone = phone();

    phone.scans(device);
    assertThat(phone.browser().page().body()).contains("native");
    assertThat(phone.browser().at()).doesNotContain(device.code());
    phone.logsIn();
    assertThat(phone.browser().title()).isEqualTo("Let native use your account?");
    assertThat(phone.browser().page().body())
        .contains("only if a device in front of you shows this code: " + device.code())
        .contains(phone.email());
    device.isToldTo("authorization_pending");

    phone.decides("allow");
    assertThat(phone.browser().page().body()).contains("The device is connected.");
    assertThat(device.user()).isEqualTo(phone.email());
  }

  @Test
  void who_is_logged_in_is_asked_at_once() {
    Phone phone = phone();
    phone.scans(new Device(TestConfig.NATIVE, "openid")).logsIn();
    Device second = new Device(TestConfig.NATIVE, "openid email");
    phone.scans(second);
    assertThat(phone.browser().page().body()).contains(second.code());
    phone.decides("allow");
    assertThat(second.user()).isEqualTo(phone.email());
  }

  @Test
  void a_no_after_the_login_is_told_to_the_device() {
    Device device = new Device(TestConfig.NATIVE, "openid");
    phone().scans(device).logsIn().decides("deny");
    device.isToldTo("access_denied");
  }

  /** Sections 3.3 and 5.5: the scopes are shown, the yes is remembered and can be taken back. */
  @Test
  void a_client_of_another_party_needs_consent_which_is_remembered_and_can_be_taken_back() {
    Device device = new Device(TestConfig.THIRD_PARTY, "openid profile");
    Phone phone = phone().scans(device).logsIn();
    assertThat(phone.browser().page().body())
        .contains("This app would be able to:", "Recognise you", "Read your profile");
    phone.decides("allow");
    assertThat(device.poll().status()).isEqualTo(200);

    OAuthClient third = new OAuthClient(phone.browser().http(), TestConfig.THIRD_PARTY);
    assertThat(third.authorize("scope", "openid", "prompt", "none").redirectParameters())
        .containsKey("code");
    Device late = new Device(TestConfig.THIRD_PARTY, "openid");
    phone.scans(late).decides("allow");
    Http owner = server.http().bearer(ownToken(phone));
    assertThat(owner.get("/identity/v1/grants").body()).contains("third-party");
    assertThat(owner.delete("/identity/v1/grants/third-party").status()).isEqualTo(204);
    late.isToldTo("invalid_grant");
    assertThat(third.authorize("scope", "openid", "prompt", "none").redirectParameter("error"))
        .isNotEmpty();
  }

  private static String ownToken(Phone phone) {
    OAuthClient own = new OAuthClient(phone.browser().http(), TestConfig.SPA);
    return own.redeem(own.authorize("scope", SCOPES).redirectParameter("code"))
        .text("access_token");
  }

  @Test
  void a_no_to_a_client_of_another_party_is_no_consent() {
    Device device = new Device(TestConfig.THIRD_PARTY, "openid profile");
    Phone phone = phone().scans(device).logsIn().decides("deny");
    device.isToldTo("access_denied");
    assertThat(
            new OAuthClient(phone.browser().http(), TestConfig.THIRD_PARTY)
                .authorize("scope", "openid", "prompt", "none")
                .redirectParameter("error_message_key"))
        .isEqualTo("error.consentRequired");
  }

  /** The policy is that of the device's client, not of the one that the session came about for. */
  @Test
  @AttackClass(13)
  void a_client_that_needs_a_second_factor_gets_it_before_the_question() {
    Phone phone = phone();
    phone.scans(new Device(TestConfig.NATIVE, "openid")).logsIn();
    server.sql(
        "update profile set email_verified_at = now() where email = '%s'".formatted(phone.email()));
    Answer added =
        server.http().bearer(ownToken(phone)).post("/identity/v1/mfa/credentials/emails", Map.of());
    assertThat(added.status()).as("%s", added).isEqualTo(200);
    Device device = new Device(TestConfig.OTHER_SPA, "openid email");

    phone.scans(device);
    assertThat(phone.browser().at()).startsWith("/mfa/code");
    phone.browser().open(phone.browser().at().replace("/mfa/code", "/activate"));
    assertThat(phone.browser().at()).startsWith("/mfa?");
    phone.browser().open(phone.browser().at().replace("/mfa?", "/mfa/code?"));
    device.isToldTo("authorization_pending");
    phone.browser().submit("/mfa/code", "code", server.inbox().awaitCode(phone.email(), 2).code());
    phone.decides("allow");

    assertThat(device.user()).isEqualTo(phone.email());
  }

  @Test
  void a_client_that_takes_no_session_of_before_gets_a_new_login() {
    Phone phone = phone();
    phone.scans(new Device(TestConfig.NATIVE, "openid")).logsIn();
    Device device = new Device(TestConfig.WEB_APP, "openid email");
    phone.scans(device).logsIn().decides("allow");
    assertThat(device.user()).isEqualTo(phone.email());

    phone.scans(new Device(TestConfig.IMPLICIT, "openid"));
    assertThat(phone.browser().title()).isEqualTo("Let implicit use your account?");
    server.clock().advance(Duration.ofMinutes(61));
    phone.scans(new Device(TestConfig.IMPLICIT, "openid"));
    assertThat(phone.browser().title()).isEqualTo("Log in");
  }

  @Test
  void who_is_asked_can_log_in_as_somebody_else() {
    Device device = new Device(TestConfig.NATIVE, "openid email");
    Phone first = phone().scans(device).logsIn();
    first.browser().follow("/login");
    Phone second = new Phone(first.browser(), phone().email());
    second.logsIn();
    assertThat(second.browser().page().body()).contains(second.email());
    second.decides("allow");
    assertThat(device.user()).isEqualTo(second.email());
  }

  /** What one user was asked, another who has logged in since does not answer. */
  @Test
  @AttackClass(18)
  void an_answer_counts_for_whom_the_page_asked() {
    Device device = new Device(TestConfig.NATIVE, "openid");
    Phone phone = phone().scans(device).logsIn();
    for (String decision : List.of("allow", "deny")) {
      Map<String, String> form = new LinkedHashMap<>();
      form.put("form_token", phone.browser().formToken());
      form.put("user_code", device.code());
      form.put("decision", decision);
      form.put("account", UUID.randomUUID().toString());
      assertThat(phone.browser().http().postForm("/activate", form).status()).isEqualTo(400);
    }
    device.isToldTo("authorization_pending");
  }

  /** The way through the login is the server's own: no request of a client can stand in for it. */
  @Test
  @AttackClass(4)
  void what_waits_for_a_device_is_no_request_of_a_client_nor_the_other_way_round() {
    Device device = new Device(TestConfig.NATIVE, "openid");
    Phone phone = phone().scans(device);
    String waiting = phone.browser().at().substring("/login?".length());

    phone.logsIn();
    Answer authorize =
        phone
            .browser()
            .http()
            .get("/oauth/authorize?" + waiting + "&redirect_uri=https://evil.example/");
    assertThat(authorize.status()).isEqualTo(400);
    assertThat(authorize.header("Location")).isEmpty();
    for (String page : List.of("/consent?", "/accounts?")) {
      assertThat(phone.browser().http().get(page + waiting).status()).as(page).isEqualTo(400);
    }
    assertThat(
            phone
                .browser()
                .open("/activate?" + waiting.replace("client_id=native", "client_id=spa"))
                .title())
        .isEqualTo("Connect a device");

    OAuthClient spa = new OAuthClient(phone.browser().http(), TestConfig.SPA);
    Map<String, String> request = spa.authorizeParameters("prompt", "login");
    request.put("user_code", device.code());
    phone.browser().open("/oauth/authorize?" + Http.form(request));
    String token = phone.browser().at().substring("/login?".length());
    phone.browser().open("/activate?" + token);
    assertThat(phone.browser().title()).isEqualTo("Connect a device");
    phone.browser().open("/login?" + token);
    phone.logsIn();
    assertThat(phone.browser().elsewhere()).startsWith(TestConfig.CALLBACK);
    device.isToldTo("authorization_pending");
  }

  /** A link with the way prepared lets nobody in by being looked at (RFC 8628 section 5.4). */
  @Test
  @AttackClass(17)
  void a_prepared_link_still_ends_in_the_question() {
    Device device = new Device(TestConfig.NATIVE, "openid");
    Phone attacker = phone().scans(device);
    Phone victim = phone();
    victim.browser().open(attacker.browser().at());
    victim.logsIn();
    assertThat(victim.browser().title()).isEqualTo("Let native use your account?");
    assertThat(victim.browser().page().body())
        .contains("only if a device in front of you shows this code: " + device.code());
    device.isToldTo("authorization_pending");
  }

  @Test
  void a_code_that_ran_out_during_the_login_is_said_to_be_wrong() {
    Device device = new Device(TestConfig.NATIVE, "openid");
    Phone phone = phone().scans(device);
    server.clock().advance(Duration.ofMinutes(11));
    phone.logsIn();
    assertThat(phone.browser().title()).isEqualTo("Connect a device");
    assertThat(phone.browser().page().status()).isEqualTo(401);
  }

  /** RFC 7591: a device needs no address to be answered at, and so its name proves nothing. */
  @Test
  @AttackClass(17)
  void a_client_that_registered_itself_is_shown_with_a_warning_and_without_a_home() {
    Http registrar = server.http().bearer(REGISTRATION);
    Answer registered =
        registrar.post(
            "/oauth/register",
            Map.of(
                "client_name",
                "A television",
                "grant_types",
                List.of(GRANT),
                "token_endpoint_auth_method",
                "none",
                "redirect_uris",
                List.of("https://bank.example/callback")));
    assertThat(registered.status()).as("%s", registered).isEqualTo(201);
    assertThat(registered.json().path("response_types").size()).isZero();
    String id = registered.text("client_id");
    Device device = new Device(id, "openid email");

    Phone phone = phone().scans(device).logsIn();
    assertThat(phone.browser().title()).isEqualTo("Let A television use your account?");
    assertThat(phone.browser().page().body())
        .contains("nobody has checked", "Read your email address")
        .doesNotContain("bank.example");
    phone.decides("allow");
    assertThat(device.user()).isEqualTo(phone.email());
  }
}
