package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Call;
import dev.latchkey.testkit.HookReceiver.Reply;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Passkeys;
import dev.latchkey.testkit.ProviderLogin;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Webhooks that are asked before something changes: on every way to a profile, a login and another
 * address, and what they may answer (contract section 12).
 */
class PreEventTest extends IdentityContract {

  private static final String SECRET = "the-secret-between-latchkey-and-the-receiver";
  private static final HookReceiver RECEIVER = HookReceiver.start();
  private static final Upstream UPSTREAM = Upstream.start();

  private static final Reply NO =
      Reply.json("{\"allow\": false, \"user_message\": \"Not on a Sunday\"}");

  private static Map<String, Object> hook(String key, String... events) {
    Map<String, Object> hook = new LinkedHashMap<>();
    hook.put("key", key);
    hook.put("url", RECEIVER.url("/" + key));
    hook.put("secret", SECRET);
    hook.put("when", "before");
    hook.put("events", List.of(events));
    return hook;
  }

  private static Map<String, Object> impatient(String key) {
    Map<String, Object> hook = hook(key, "signup");
    hook.put("timeout", "1s");
    return hook;
  }

  @Override
  TestConfig config() {
    Map<String, Object> lenient = impatient("lenient");
    lenient.put("on_failure", "continue");
    Map<String, Object> local = Map.of("allow_private", List.of("127.0.0.0/8"));
    return demo()
        .set("/tenants/0/outbound", local)
        .set("/tenants/0/providers", List.of(UPSTREAM.provider("acme")))
        .set(
            "/tenants/0/webauthn",
            Map.of("rp_id", "app.example", "origins", List.of(TestConfig.ORIGIN)))
        .set(
            "/tenants/0/webhooks",
            List.of(
                hook(
                    "rules",
                    "signup",
                    "login",
                    "user_updated",
                    "email_updated",
                    "phone_number_updated")))
        .alsoTenant("strict")
        .set("/tenants/1/outbound", local)
        .set("/tenants/1/webhooks", List.of(impatient("strict")))
        .alsoTenant("lenient")
        .set("/tenants/2/outbound", local)
        .set("/tenants/2/webhooks", List.of(lenient))
        .alsoTenant("guarded")
        .set("/tenants/3/webhooks", List.of(hook("guarded", "signup")));
  }

  @AfterAll
  static void closeReceivers() {
    RECEIVER.close();
    UPSTREAM.close();
  }

  /** From now on whatever is asked about that user is refused. */
  private static void refuse(String type, String email) {
    RECEIVER.answer("/rules", call -> isAbout(call, type, email) ? NO : Reply.of(204));
  }

  private static boolean isAbout(Call call, String type, String email) {
    return call.json().path("type").asString("").equals(type)
        && call.json().at("/user/email").asString("").equals(email);
  }

  private static Call asked(String type, String email) {
    return RECEIVER.await("/rules", call -> isAbout(call, type, email));
  }

  private static void expectRefused(Answer answer) {
    JsonNode body = Expect.error(answer, 403, "access_denied", "error.webhook.refused");
    assertThat(body.path("error_user_msg").asString()).isEqualTo("Not on a Sunday");
  }

  private Answer signUp(Http at, String email) {
    return call(
        at,
        "signup",
        TestConfig.SPA,
        Map.of("data", Map.of("email", email, "password", Users.PASSWORD)));
  }

  private String count(String email) {
    return server.sql("select count(*) from profile where email = '" + email + "'");
  }

  private String sessions(String email) {
    return server.sql(
        "select count(*) from session, profile where session.profile_id = profile.id and email = '"
            + email
            + "'");
  }

  @Test
  void a_sign_up_is_asked_about_and_what_the_webhook_adds_is_kept() {
    String email = Users.newEmail();
    RECEIVER.answer(
        "/rules",
        call ->
            isAbout(call, "signup", email)
                ? Reply.json(
                    """
                    {"allow": true, "profile": {"given_name": "Augusta", "custom_fields": {"loyalty_card": "L7"}}}\
                    """)
                : Reply.of(204));

    String token =
        tokenOf(
            "openid profile email", Map.of("email", email, "given_name", "Ada", "bio", "Wrote"));

    Call call = asked("signup", email);
    assertThat(call.isSignedBy(SECRET, server.clock().instant())).isTrue();
    assertThat(call.json().path("client_id").asString()).isEqualTo(TestConfig.NATIVE);
    assertThat(call.json().at("/user/given_name").asString()).isEqualTo("Ada");
    assertThat(call.text()).doesNotContain(Users.PASSWORD);
    JsonNode user = Expect.secret(users.userinfo(token));
    assertThat(user.path("id").asString()).isEqualTo(call.json().at("/user/id").asString());
    assertThat(user.path("given_name").asString()).isEqualTo("Augusta");
    assertThat(user.path("bio").asString()).isEqualTo("Wrote");
    assertThat(user.at("/custom_fields/loyalty_card").asString()).isEqualTo("L7");
  }

  @Test
  void a_sign_up_that_is_refused_leaves_nothing_whatever_the_way() {
    String email = Users.newEmail();
    refuse("signup", email);

    expectRefused(signUp(http, email));
    expectRefused(
        call(
            "signup-token",
            TestConfig.NATIVE,
            Map.of("data", Map.of("email", email, "password", Users.PASSWORD))));
    Passkeys passkeys = new Passkeys(http);
    expectRefused(
        passkeys.signup(
            passkeys.signupOptions(Map.of("email", email)).json(), new Authenticator()));
    Answer social =
        new ProviderLogin(UPSTREAM, new OAuthClient(server.browser(), TestConfig.SPA))
            .run("acme", Person.of(email));
    assertThat(social.redirectParameter("error_message_key")).isEqualTo("error.webhook.refused");
    assertThat(social.redirectParameter("error_user_msg")).isEqualTo("Not on a Sunday");
    expectRefused(byCode(email));

    assertThat(count(email)).isEqualTo("0");
  }

  /** Has a code sent and brings it back. */
  private Answer byCode(String email) {
    int before = server.inbox().to(email).size();
    Map<String, Object> start =
        new LinkedHashMap<>(new OAuthClient(http, TestConfig.SPA).authorizeParameters());
    start.put("email", email);
    Expect.nothing(call("passwordless/start", start));
    String code = server.inbox().await(email, before + 1).code();
    return http.post(
        API + "passwordless/verify", Map.of("email", email, "verification_code", code));
  }

  @Test
  void a_login_that_is_refused_opens_no_session_whatever_the_way() {
    String email = Users.newEmail();
    Authenticator authenticator = new Authenticator();
    Passkeys passkeys = new Passkeys(http);
    String tkn = passkeys.signUp(email, authenticator);
    Users.Tokens tokens = users.tokens(tkn);
    server.inbox().await(email, 1);
    Http browser = server.browser();
    new OAuthClient(browser, TestConfig.SPA)
        .authorize("tkn", passkeys.login(email, authenticator).text("tkn"));
    assertThat(sessions(email)).isEqualTo("2");
    refuse("login", email);

    OAuthClient spa = new OAuthClient(http, TestConfig.SPA);
    Answer passkey = spa.authorize("tkn", passkeys.login(email, authenticator).text("tkn"));
    assertThat(passkey.redirectParameter("error_message_key")).isEqualTo("error.webhook.refused");
    Answer resumed = new OAuthClient(browser, TestConfig.OTHER_SPA).authorize();
    assertThat(resumed.redirectParameter("error_message_key")).isEqualTo("error.webhook.refused");
    expectRefused(byCode(email));

    assertThat(sessions(email)).isEqualTo("2");
    assertThat(
            server.sql(
                "select details->>'rule' || ' ' || (details->>'hook') from event, profile where"
                    + " type = 'login_failed' and profile_id = profile.id and email = '"
                    + email
                    + "' limit 1"))
        .isEqualTo("error.webhook.refused rules");
    assertThat(users.refresh(tokens.refreshToken()).status())
        .as("a refresh is no login")
        .isEqualTo(200);
  }

  @Test
  void a_login_is_asked_about_with_how_it_was_done() {
    String email = Users.newEmail();
    RECEIVER.answer("/rules", Reply.of(204));
    users.tokens(users.signUp(email));

    JsonNode login = asked("login", email).json();
    assertThat(login.path("auth_type").asString()).isEqualTo("password");
    assertThat(login.path("amr").toString()).isEqualTo("[\"pwd\"]");
    assertThat(login.path("new_user").asBoolean()).isTrue();
    assertThat(login.path("login_time").asString()).matches("\\d{4}-.*Z");
  }

  @Test
  void the_password_grant_and_tokens_at_sign_up_ask_too() {
    String email = Users.newEmail();
    users.signUp(email);
    refuse("login", email);
    Answer grant =
        http.postForm(
            "/oauth/token",
            Map.of(
                "grant_type", "password",
                "client_id", TestConfig.LEGACY,
                "client_secret", TestConfig.SECRET,
                "username", email,
                "password", Users.PASSWORD));
    assertThat(grant.text("error_message_key")).isEqualTo("error.webhook.refused");

    String other = Users.newEmail();
    refuse("login", other);
    expectRefused(
        call(
            "signup-token",
            TestConfig.NATIVE,
            Map.of("data", Map.of("email", other, "password", Users.PASSWORD))));
    assertThat(count(other)).isEqualTo("0");
  }

  @Test
  void a_ticket_does_not_outlive_its_password_while_a_webhook_thinks() {
    String email = Users.newEmail();
    users.signUp(email);
    String tkn = users.logIn(email);
    RECEIVER.answer(
        "/rules",
        call -> {
          if (isAbout(call, "login", email)) {
            server.sql(
                "update password set changed_at = changed_at + interval '1 second' where profile_id"
                    + " = (select id from profile where email = '"
                    + email
                    + "')");
          }
          return Reply.of(204);
        });

    Answer answer = new OAuthClient(http, TestConfig.SPA).authorize("tkn", tkn);

    assertThat(answer.redirectParameters()).doesNotContainKey("code");
    assertThat(sessions(email)).isEqualTo("0");
  }

  /** Attack class 15. */
  @Test
  void a_token_that_is_revoked_while_a_webhook_thinks_changes_nothing() {
    String email = Users.newEmail();
    String token = tokenOf("openid profile full_write", Map.of("email", email));
    RECEIVER.answer(
        "/rules",
        call -> {
          if (isAbout(call, "user_updated", email)) {
            new OAuthClient(http, TestConfig.NATIVE).revoke(token);
          }
          return Reply.of(204);
        });

    Answer answer =
        http.bearer(token).post(API + "update-profile", Map.of("given_name", "Mallory"));

    assertThat(answer.status()).as("%s", answer).isEqualTo(401);
    assertThat(
            server.sql(
                "select count(*) from profile where email = '"
                    + email
                    + "' and attributes ->> 'given_name' = 'Mallory'"))
        .isEqualTo("0");
  }

  @Test
  void a_change_of_the_profile_is_asked_about_and_may_be_refused_or_added_to() {
    String email = Users.newEmail();
    Http user = http.bearer(tokenOf("openid profile full_write", Map.of("email", email)));
    RECEIVER.answer(
        "/rules",
        call ->
            !isAbout(call, "user_updated", email)
                ? Reply.of(204)
                : call.json().at("/changes/given_name").asString("").equals("Mallory")
                    ? NO
                    : Reply.json(
                        "{\"allow\": true, \"profile\": {\"custom_fields\": {\"shoe_size\":"
                            + " 38}}}"));

    expectRefused(user.post(API + "update-profile", Map.of("given_name", "Mallory")));
    JsonNode updated =
        Expect.secret(user.post(API + "update-profile", Map.of("given_name", "Ada")));

    assertThat(updated.path("given_name").asString()).isEqualTo("Ada");
    assertThat(updated.at("/custom_fields/shoe_size").asInt()).isEqualTo(38);
    assertThat(
            server.sql(
                "select details->>'updated_keys' from event, profile where type = 'user_updated'"
                    + " and profile_id = profile.id and email = '"
                    + email
                    + "'"))
        .isEqualTo("custom_fields.shoe_size given_name");
  }

  @Test
  void another_address_or_number_is_asked_about_when_it_takes_the_old_ones_place() {
    String email = Users.newEmail();
    Http user = http.bearer(tokenOf("openid email full_write", Map.of("email", email)));
    refuse("email_updated", email);
    expectRefused(user.post(API + "update-email", Map.of("email", Users.newEmail())));
    assertThat(asked("email_updated", email).json().at("/changes/email").asString()).isNotBlank();

    refuse("phone_number_updated", email);
    expectRefused(
        user.post(API + "update-phone-number", Map.of("phone_number", Users.newPhoneNumber())));

    // A verified one stays until the new one is confirmed: that is when it is asked about.
    server.sql("update profile set email_verified_at = now() where email = '" + email + "'");
    refuse("email_updated", email);
    String wanted = Users.newEmail();
    Expect.secret(user.post(API + "update-email", Map.of("email", wanted)));
    String link = path(server.inbox().await(wanted, 1).link());
    Answer confirmed = http.get(link);
    assertThat(confirmed.status()).isEqualTo(403);
    assertThat(count(email)).isEqualTo("1");
    RECEIVER.answer("/rules", Reply.of(204));
    assertThat(http.get(link).status()).isLessThan(400);
    assertThat(count(wanted)).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no",
        "[]",
        "{}",
        "{\"allow\": \"true\"}",
        "{\"allow\": 1}",
        "{\"allow\": true, \"allow\": false}",
        "{\"allow\": true, \"claims\": {}}",
        "{\"allow\": true, \"user_message\": \"hello\"}",
        "{\"allow\": false, \"user_message\": \"line\\u0000\"}",
        "{\"allow\": true, \"profile\": {\"email\": \"mallory@example.org\"}}",
        "{\"allow\": true, \"profile\": {\"consents\": {\"newsletter\": {\"granted\": true}}}}",
        "{\"allow\": true, \"profile\": {\"gender\": \"unknown\"}}",
        "{\"allow\": true, \"profile\": {\"custom_fields\": {\"undeclared\": 1}}}",
        "{\"allow\": true, \"profile\": {\"custom_fields\": {\"shoe_size\": \"big\"}}}"
      })
  void an_answer_that_is_none_blocks_or_is_passed_over_as_the_operator_wants(String body) {
    RECEIVER.answer("/strict", Reply.json(body));
    RECEIVER.answer("/lenient", Reply.json(body));
    String email = Users.newEmail();
    Expect.error(
        signUp(tenant("strict"), email),
        502,
        "webhook_invalid_response",
        "error.webhook.invalidResponse");
    assertThat(count(email)).isEqualTo("0");
    Expect.secret(signUp(tenant("lenient"), email));
    assertThat(count(email)).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 500, 503, 201})
  void a_status_other_than_200_and_204_is_no_answer(int status) {
    RECEIVER.answer("/strict", new Reply(status, "{\"allow\": true}", ""));
    Expect.error(
        signUp(tenant("strict"), Users.newEmail()),
        502,
        "webhook_invalid_response",
        "error.webhook.invalidResponse");
  }

  @Test
  void a_redirect_is_no_answer_and_is_not_followed() {
    RECEIVER.answer("/strict", Reply.redirect(RECEIVER.url("/elsewhere")));
    Expect.error(
        signUp(tenant("strict"), Users.newEmail()),
        502,
        "webhook_invalid_response",
        "error.webhook.invalidResponse");
    assertThat(RECEIVER.calls("/elsewhere", call -> true)).isEmpty();
  }

  @Test
  void an_answer_without_end_is_none() {
    RECEIVER.answer("/strict", Reply.json("{\"allow\": true}" + " ".repeat(70_000)));
    Expect.error(
        signUp(tenant("strict"), Users.newEmail()),
        502,
        "webhook_invalid_response",
        "error.webhook.invalidResponse");
  }

  @Test
  void one_that_takes_too_long_blocks_or_is_passed_over() {
    RECEIVER.hang("/strict");
    RECEIVER.hang("/lenient");
    String email = Users.newEmail();
    Expect.error(
        signUp(tenant("strict"), email),
        502,
        "webhook_host_unreachable",
        "error.webhook.unreachable");
    assertThat(count(email)).isEqualTo("0");
    Expect.secret(signUp(tenant("lenient"), email));
  }

  /** Attack class 27. */
  @Test
  void a_private_address_is_not_called() {
    Expect.error(
        signUp(tenant("guarded"), Users.newEmail()),
        502,
        "webhook_host_unreachable",
        "error.webhook.unreachable");
    assertThat(RECEIVER.calls("/guarded", call -> true)).isEmpty();
  }

  @Test
  void a_lite_profile_is_asked_about_when_it_becomes_an_account_and_not_before() {
    String email = Users.newEmail();
    refuse("signup", email);

    Expect.nothing(call("lite-registration", Map.of("data", Map.of("email", email))));
    expectRefused(signUp(http, email));

    assertThat(server.sql("select lite from profile where email = '" + email + "'")).isEqualTo("t");
  }
}
