package dev.latchkey.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.PushDevice;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A device that was linked by the Access API (its contract, section 8) as the second factor of a
 * login on the server's own pages.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceApprovalTest {

  private static final String KEY = "an-api-key-of-the-tests-and-nobody-else-0123456789";
  private static final Pattern NUMBER = Pattern.compile("<p class=\"number\">([0-9]{2})</p>");
  private static final String NOT_YET = "There is no approval from your device yet.";
  private static final String DENIED = "The request was denied on your device.";

  private final HookReceiver outside = HookReceiver.start();
  private TestServer server;

  /** A user with a number and a device, both linked by the Access API. */
  private record Person(String email, String phone, PushDevice device) {}

  @BeforeAll
  void start() {
    Map<String, Object> limits = new LinkedHashMap<>();
    for (String name :
        List.of(
            "per_client",
            "logins_per_email",
            "logins_per_address",
            "step_ups",
            "verifications",
            "enrolments")) {
      limits.put(name, Map.of("requests", 0, "window", "60s"));
    }
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/pages", Map.of())
                .set(
                    "/tenants/0/webauthn",
                    Map.of("rp_id", "localhost", "origins", List.of("${PUBLIC_URL}")))
                .set("/tenants/0/access/rate_limits", limits)
                .set("/tenants/0/push", Map.of("contact", "mailto:operations@example.org"))
                .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
                .set(
                    TestConfig.client(TestConfig.SPA) + "/access_api",
                    Map.of("api_keys", List.of(KEY), "webhook_url", outside.url("/hooks")))
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/mfa", "never")
                .set(TestConfig.client(TestConfig.WEB_APP) + "/mfa", "always")
                .set(TestConfig.client(TestConfig.LEGACY) + "/mfa", "when_risky"));
  }

  @AfterAll
  void stop() {
    server.close();
    outside.close();
  }

  private Person person() {
    String email = Users.newEmail();
    String phone = Users.newPhoneNumber();
    new Users(server.http()).signUp(Map.of("email", email, "phone_number", phone));
    return linked(email, phone);
  }

  private Person linked(String email, String phone) {
    server.sql("update profile set email_verified_at = now() where email = '" + email + "'");
    Http client = server.http().with("api-key", KEY);
    Answer in =
        client.post(
            "/multi/login_with_password",
            Map.of("email", email, "password", Map.of("value", Users.PASSWORD)));
    Http access = client.bearer(in.text("token"));
    String factors = "/multi/authentication_factors/";
    assertThat(access.post(factors + "otp/SMS").status()).isEqualTo(204);
    String code = server.inbox().await(phone, 2).code();
    assertThat(access.post(factors + "otp/SMS/verify", Map.of("verificationCode", code)).status())
        .isEqualTo(204);
    assertThat(access.post(factors + "push/AUTHY").status()).isEqualTo(204);
    String text = server.inbox().await(phone, 3).text();
    PushDevice device = new PushDevice(server.http(), outside, server.clock());
    String linking = text.substring(text.indexOf("/device#") + 8).split("\\s", 2)[0];
    assertThat(device.link(linking, null).status()).isEqualTo(200);
    return new Person(email, phone, device);
  }

  private Browser atLogin(String client, String... changes) {
    Browser browser = new Browser(server.url());
    return browser.open(
        "/oauth/authorize?"
            + Http.form(new OAuthClient(browser.http(), client).authorizeParameters(changes)));
  }

  /** A browser whose user logged in with a password and then chose the device. */
  private Browser waiting(Person person) {
    Browser browser = atLogin(TestConfig.SPA);
    browser.submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
    assertThat(browser.page().body())
        .contains("value=\"device\">Approve on your linked device<", "value=\"sms\"");
    return browser.submit("/mfa", "factor", "device");
  }

  private static String number(Browser browser) {
    Matcher number = NUMBER.matcher(browser.page().body());
    assertThat(number.find()).as("%s", browser.page().body()).isTrue();
    return number.group(1);
  }

  private static String state(Browser browser) {
    return browser
        .http()
        .get(browser.at().replace("/mfa/device", "/mfa/device/state"))
        .text("state");
  }

  private static JWTClaimsSet idToken(Browser browser, OAuthClient client) throws Exception {
    Answer tokens = client.redeem(String.valueOf(browser.parameter("code")));
    return SignedJWT.parse(Users.Tokens.of(tokens).idToken()).getJWTClaimsSet();
  }

  @Test
  void an_approval_on_the_device_lets_the_browser_in_that_asked() throws Exception {
    Person person = person();
    String hooks = hooks(person);
    Browser browser = new Browser(server.url());
    OAuthClient client = new OAuthClient(browser.http(), TestConfig.SPA);
    browser.open("/oauth/authorize?" + Http.form(client.authorizeParameters()));
    browser.submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
    browser.submit("/mfa", "factor", "device");
    assertThat(browser.title()).isEqualTo("Confirm it’s you");
    assertThat(browser.http().cookies()).doesNotContainKey("__Host-SESSION");
    JsonNode asked = person.device().challenge();
    assertThat(asked.path("purpose").asString()).isEqualTo("LOGIN");
    assertThat(number(browser)).isEqualTo(asked.path("number").asString());
    assertThat(state(browser)).isEqualTo("initiated");
    browser.submit("/mfa/device");
    assertThat(browser.alert()).isEqualTo(NOT_YET);

    assertThat(person.device().answer(asked, "APPROVE").status()).isEqualTo(204);
    assertThat(state(browser)).isEqualTo("verified");
    browser.submit("/mfa/device", "trust", "true");

    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
    JWTClaimsSet claims = idToken(browser, client);
    assertThat(claims.getStringListClaim("amr")).contains("pwd", "swk", "mfa");
    assertThat(claims.getStringClaim("acr")).isEqualTo("aal2");
    // The browser is trusted: the next login asks nobody.
    browser
        .open("/oauth/authorize?" + Http.form(client.authorizeParameters("prompt", "login")))
        .submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
    // It is none of the Access API's step-ups: its webhooks hear nothing.
    assertThat(hooks(person)).isEqualTo(hooks);
  }

  private String hooks(Person person) {
    return server.sql(
        "select count(*) from webhook_delivery where profile_id = (select id from profile where"
            + " email = '"
            + person.email()
            + "')");
  }

  @Test
  void a_denial_is_told_and_asked_anew_at_most_three_times() {
    Person person = person();
    Browser browser = waiting(person);
    for (int denials = 1; denials <= 3; denials++) {
      JsonNode asked = person.device().challenge();
      assertThat(person.device().answer(asked, "DENY").status()).isEqualTo(204);
      assertThat(state(browser)).isEqualTo("declined");
      browser.submit("/mfa/device");
      assertThat(browser.alert()).isEqualTo(DENIED);
      assertThat(browser.page().body()).doesNotContain("class=\"number\"");
      browser.submit("/mfa", "factor", "device");
    }
    assertThat(browser.page().status()).isEqualTo(429);
    assertThat(browser.page().body()).doesNotContain("class=\"number\"");
    assertThat(person.device().challenges().json().path("challenges")).isEmpty();

    // The password and the other factor are as good as before.
    browser.submit("/mfa", "factor", "sms");
    String code = server.inbox().await(person.phone(), 4).code();
    browser.submit("/mfa/code", "code", code);
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
  }

  @Test
  void asking_again_withdraws_what_waits_and_silence_expires() {
    Person person = person();
    Browser browser = waiting(person);
    JsonNode first = person.device().challenge();
    browser.submit("/mfa", "factor", "device");
    JsonNode second = person.device().challenge();
    assertThat(second.path("id")).isNotEqualTo(first.path("id"));
    assertThat(person.device().answer(first, "APPROVE").status()).isEqualTo(400);
    assertThat(state(browser)).isEqualTo("initiated");

    server.clock().advance(Duration.ofMinutes(5));
    assertThat(state(browser)).isEqualTo("expired");
    browser.submit("/mfa/device");
    assertThat(browser.alert()).isEqualTo("Your device did not answer in time.");
    assertThat(person.device().answer(second, "APPROVE").status()).isEqualTo(401);
    browser.submit("/mfa", "factor", "device");
    assertThat(person.device().answer(person.device().challenge(), "APPROVE").status())
        .isEqualTo(204);
    browser.submit("/mfa/device");
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
  }

  /** Ten within an hour, however many logins are begun (contract section 2.5, O10). */
  @Test
  @AttackClass(9)
  void nobody_is_asked_without_end() {
    Person person = person();
    Browser browser = waiting(person);
    for (int i = 1; i < 10; i++) {
      browser.submit("/mfa", "factor", "device");
      assertThat(browser.page().status()).as("%d", i).isEqualTo(200);
    }
    browser.submit("/mfa", "factor", "device");
    assertThat(browser.page().status()).isEqualTo(429);
    assertThat(waitingOrRefused(person).page().status()).isEqualTo(429);
  }

  private Browser waitingOrRefused(Person person) {
    Browser browser = atLogin(TestConfig.SPA);
    browser.submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
    return browser.submit("/mfa", "factor", "device");
  }

  @Test
  @AttackClass(17)
  void an_approval_is_good_in_the_browser_that_asked_for_it_alone() {
    Person person = person();
    Browser victim = waiting(person);
    String address = victim.at();
    String query = address.substring(address.indexOf('?'));
    Browser other = atLogin(TestConfig.SPA);
    other.submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
    String token = other.formToken();
    assertThat(person.device().answer(person.device().challenge(), "APPROVE").status())
        .isEqualTo(204);

    // With the request's token, but without what that browser keeps.
    assertThat(other.http().get("/mfa/device/state" + query).status()).isEqualTo(400);
    other.post("/mfa/device" + query, Map.of("form_token", token));
    assertThat(other.title()).isEqualTo("Log in");
    assertThat(other.http().cookies()).doesNotContainKey("__Host-SESSION");
    // With the challenge of the victim in a login of its own.
    String stolen = progress(victim);
    other = atLogin(TestConfig.SPA);
    other.submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
    String mixed = cookie(other, field(stolen, "challenge"));
    assertThat(
            Http.to(server.url())
                .with("Cookie", "__Host-login=" + mixed)
                .get(other.at().replace("/mfa", "/mfa/device/state"))
                .status())
        .isEqualTo(400);

    victim.submit("/mfa/device");
    assertThat(victim.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
    // It is used up.
    assertThat(
            Http.to(server.url())
                .with("Cookie", "__Host-login=" + stolen)
                .get("/mfa/device/state" + query)
                .status())
        .isEqualTo(400);
  }

  private static String progress(Browser browser) {
    return String.valueOf(browser.http().cookies().get("__Host-login"));
  }

  private static JsonNode kept(String cookie) {
    return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(cookie));
  }

  private static String field(String cookie, String name) {
    return kept(cookie).path(name).asString();
  }

  /** What that browser keeps of its login, with another one's challenge. */
  private static String cookie(Browser browser, String challenge) {
    ObjectNode kept = (ObjectNode) kept(progress(browser));
    kept.put("factor", "device").put("challenge", challenge);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(JsonMapper.shared().writeValueAsBytes(kept));
  }

  /** A password that was set anew ends what was begun with the old one. */
  @Test
  @AttackClass(15)
  void an_approval_does_not_outlive_the_password_that_was_shown_with_it() {
    Person person = person();
    Browser browser = waiting(person);
    assertThat(person.device().answer(person.device().challenge(), "APPROVE").status())
        .isEqualTo(204);
    Browser owner = atLogin(TestConfig.SPA).follow("/forgot");
    owner.submit("/forgot", "identifier", person.email());
    owner
        .open(server.inbox().to(person.email()).getLast().link())
        .submit("/reset", "password", "another horse entirely, of course");
    browser.submit("/mfa/device");
    assertThat(browser.page().status()).isEqualTo(400);
    assertThat(browser.http().cookies()).doesNotContainKey("__Host-SESSION");
  }

  /** Who has nothing to type, nor a number that is known to be the user's; mail is no factor. */
  private Person personWithNothingButADevice() {
    return withNothingButADevice(person());
  }

  private Person withNothingButADevice(Person person) {
    String user = "(select id from profile where email = '" + person.email() + "')";
    server.sql("delete from mfa_credential where profile_id = " + user);
    server.sql(
        "update profile set factors = array['push'], phone_verified_at = null where id = " + user);
    return person;
  }

  /** OpenID Connect Core section 3.1.2.1: the policy asks for nothing, the client does. */
  @Test
  void who_has_nothing_but_a_device_is_asked_on_it_where_the_client_wants_to_be_surer()
      throws Exception {
    Person person = personWithNothingButADevice();
    Browser browser = new Browser(server.url());
    OAuthClient client = new OAuthClient(browser.http(), TestConfig.OTHER_SPA);
    browser
        .open("/oauth/authorize?" + Http.form(client.authorizeParameters()))
        .submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
    assertThat(idToken(browser, client).getStringClaim("acr")).isEqualTo("aal1");

    browser.open("/oauth/authorize?" + Http.form(client.authorizeParameters("acr_values", "aal2")));
    assertThat(browser.at()).startsWith("/mfa/device");
    person.device().answer(person.device().challenge(), "APPROVE");
    browser.submit("/mfa/device");
    assertThat(idToken(browser, client).getStringClaim("acr")).isEqualTo("aal2");
  }

  @Test
  @AttackClass(13)
  void who_has_nothing_but_a_device_is_asked_on_it_where_a_second_factor_always_is()
      throws Exception {
    Person person = personWithNothingButADevice();
    Browser browser = new Browser(server.url());
    OAuthClient client = new OAuthClient(browser.http(), TestConfig.WEB_APP);
    browser
        .open("/oauth/authorize?" + Http.form(client.authorizeParameters()))
        .submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
    assertThat(browser.at()).startsWith("/mfa/device");
    browser.submit("/mfa/device");
    assertThat(browser.alert()).isEqualTo(NOT_YET);
    assertThat(browser.http().cookies()).doesNotContainKey("__Host-SESSION");

    person.device().answer(person.device().challenge(), "APPROVE");
    browser.submit("/mfa/device");
    assertThat(idToken(browser, client).getStringListClaim("amr")).contains("pwd", "swk", "mfa");
    // The session is as sure: nobody is asked again.
    browser.open("/oauth/authorize?" + Http.form(client.authorizeParameters()));
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");
  }

  @Test
  @AttackClass(13)
  void a_session_of_one_factor_is_led_to_the_device_where_a_second_factor_always_is_asked_for()
      throws Exception {
    Person person = personWithNothingButADevice();
    Browser browser = atLogin(TestConfig.OTHER_SPA);
    browser.submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
    assertThat(browser.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");

    OAuthClient client = new OAuthClient(browser.http(), TestConfig.WEB_APP);
    browser.open("/oauth/authorize?" + Http.form(client.authorizeParameters()));
    assertThat(browser.at()).startsWith("/mfa/device");
    person.device().answer(person.device().challenge(), "APPROVE");
    browser.submit("/mfa/device");
    assertThat(idToken(browser, client).getStringClaim("acr")).isEqualTo("aal2");
  }

  @Test
  @AttackClass(13)
  void who_has_nothing_but_a_device_is_asked_on_it_after_a_mailed_code() throws Exception {
    Person person = personWithNothingButADevice();
    Browser browser = new Browser(server.url());
    OAuthClient client = new OAuthClient(browser.http(), TestConfig.WEB_APP);
    browser
        .open("/oauth/authorize?" + Http.form(client.authorizeParameters()))
        .submitTo("/login", "/login/code/new", "identifier", person.email());
    String code = server.inbox().awaitCode(person.email(), 2).code();
    browser.submit("/login/code", "code", code);
    assertThat(browser.at()).startsWith("/mfa/device");
    person.device().answer(person.device().challenge(), "APPROVE");
    browser.submit("/mfa/device");
    assertThat(idToken(browser, client).getStringClaim("acr")).isEqualTo("aal2");
  }

  /** A passkey that does not check who holds it is one factor. */
  @Test
  @AttackClass(13)
  void who_has_nothing_but_a_device_is_asked_on_it_after_a_passkey() throws Exception {
    String email = Users.newEmail();
    String phone = Users.newPhoneNumber();
    OAuthClient other = new OAuthClient(server.http(), TestConfig.OTHER_SPA);
    String tkn = other.users().signUp(Map.of("email", email, "phone_number", phone));
    Http own = server.http().bearer(other.tokens(tkn).accessToken());
    Authenticator key = new Authenticator(server.url()).verifyingUser(false);
    String passkeys = "/identity/v1/webauthn/registration";
    Answer creation =
        own.post(
            passkeys + "-options", Map.of("origin", server.url(), "friendly_name", "Security key"));
    assertThat(own.post(passkeys, key.create(creation.json())).status()).isEqualTo(204);
    Person person = withNothingButADevice(linked(email, phone));

    Browser browser = new Browser(server.url());
    OAuthClient client = new OAuthClient(browser.http(), TestConfig.WEB_APP);
    browser.open("/oauth/authorize?" + Http.form(client.authorizeParameters()));
    String token = browser.formToken();
    String here = browser.at();
    Answer options =
        browser
            .http()
            .postForm(
                here.replace("/login?", "/login/passkey/options?"), Map.of("form_token", token));
    browser.post(
        here.replace("/login?", "/login/passkey?"),
        Map.of(
            "form_token",
            token,
            "credential",
            JsonMapper.shared().writeValueAsString(key.get(options.json()))));
    assertThat(browser.at()).startsWith("/mfa/device");
    person.device().answer(person.device().challenge(), "APPROVE");
    browser.submit("/mfa/device");
    assertThat(idToken(browser, client).getStringClaim("acr")).isEqualTo("aal2");
  }

  /** What is unusual here is a browser that the user has not logged in with before. */
  @Test
  void who_has_nothing_but_a_device_is_asked_on_it_where_the_login_is_unusual() {
    Person person = personWithNothingButADevice();
    Browser usual = atLogin(TestConfig.LEGACY);
    usual.submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
    assertThat(usual.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");

    Browser unusual = atLogin(TestConfig.LEGACY);
    unusual.submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
    assertThat(unusual.at()).startsWith("/mfa/device");
    person.device().answer(person.device().challenge(), "APPROVE");
    unusual.submit("/mfa/device");
    assertThat(unusual.elsewhere()).startsWith(TestConfig.CALLBACK + "?code=");

    // The Identity API cannot ask, and what is unusual alone locks nobody out.
    Answer answer =
        new Users(server.http(), TestConfig.LEGACY).tryPassword(person.email(), Users.PASSWORD);
    assertThat(answer.text("tkn")).isNotEmpty();
    assertThat(answer.json().has("mfa_required")).isFalse();
  }

  @Test
  void who_denied_too_often_and_has_nothing_else_is_told_to_wait() {
    Person person = personWithNothingButADevice();
    for (int denials = 1; denials <= 3; denials++) {
      Browser browser = atLogin(TestConfig.WEB_APP);
      browser.submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
      assertThat(person.device().answer(person.device().challenge(), "DENY").status())
          .isEqualTo(204);
    }
    Browser browser = atLogin(TestConfig.WEB_APP);
    browser.submit("/login", "identifier", person.email(), "password", Users.PASSWORD);
    assertThat(browser.page().status()).isEqualTo(429);
    assertThat(person.device().challenges().json().path("challenges")).isEmpty();
  }

  /** Its contract has no shape for the question (section 10.7): a refusal that says why. */
  @Test
  void the_identity_api_refuses_who_has_nothing_but_a_device_where_a_second_factor_always_is() {
    Person person = personWithNothingButADevice();
    Answer answer =
        new Users(server.http(), TestConfig.WEB_APP).tryPassword(person.email(), Users.PASSWORD);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_request");
    assertThat(answer.text("error_message_key")).isEqualTo("error.authn.mfa.noCredential");
  }

  /** The Identity API knows of no such factor: what it offers is what its contract names. */
  @Test
  void the_identity_api_does_not_offer_the_device() {
    Person person = person();
    String tkn = new Users(server.http()).logIn(person.email());
    OAuthClient client = new OAuthClient(server.http(), TestConfig.SPA);
    Map<String, Object> body = new LinkedHashMap<>(client.authorizeParameters());
    body.put("tkn", tkn);
    Answer answer = server.http().post("/identity/v1/mfa/stepup", body);
    assertThat(answer.json().path("amr").valueStream().map(JsonNode::asString).toList())
        .containsExactly("sms");
    Answer start =
        server
            .http()
            .post(
                "/identity/v1/passwordless/start",
                Map.of("step_up", answer.text("token"), "auth_type", "device"));
    assertThat(start.status()).isEqualTo(400);
  }
}
