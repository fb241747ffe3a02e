package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST passwordless/start}, {@code POST verify-auth-code}, {@code GET} and {@code POST
 * passwordless/verify}, and the link of the mail (contract section 6).
 */
class PasswordlessTest extends IdentityContract {

  @Override
  TestConfig config() {
    return demo()
        .alsoTenant("members")
        .set("/tenants/1/passwordless", Map.of("signup", false))
        .alsoTenant("switched-off")
        .set("/tenants/2/passwordless", Map.of("email", false, "sms", false))
        .alsoTenant("untemplated")
        .set("/tenants/3/messages/passwordless", Map.of("enabled", false))
        .alsoTenant("limited")
        .set("/tenants/4/rate_limits/per_recipient", Map.of("requests", 2, "window", "10m"))
        .set("/tenants/4/lockout", Map.of("failures", 2));
  }

  private OAuthClient spa() {
    return new OAuthClient(http, TestConfig.SPA);
  }

  /** As the vendor's web client starts; changed by pairs of name and value. */
  private static Map<String, Object> start(OAuthClient client, @Nullable String... changes) {
    Map<String, Object> body = new LinkedHashMap<>(client.authorizeParameters(changes));
    body.put("client_id", client.id());
    return body;
  }

  private Answer begin(OAuthClient client, @Nullable String... changes) {
    return client.http().post(API + "passwordless/start", start(client, changes));
  }

  private Inbox.Message sentTo(OAuthClient client, String field, String recipient) {
    Expect.nothing(begin(client, field, recipient));
    return server.inbox().await(recipient, 1);
  }

  private Answer verify(String field, String value, String code) {
    return http.post(API + "passwordless/verify", Map.of(field, value, "verification_code", code));
  }

  private static String wrong(String code) {
    return code.equals("000000") ? "000001" : "000000";
  }

  private static void expectWrongCode(Answer answer) {
    Expect.error(answer, 401, "invalid_grant", "error.invalidVerificationCode");
  }

  @Test
  void a_code_by_mail_logs_a_user_in_with_what_the_client_asked_for_at_the_start() {
    OAuthClient spa = spa();
    String email = Users.newEmail();
    users.signUp(email);
    server.inbox().await(email, 1);

    Expect.nothing(begin(spa, "email", email, "auth_type", "magic_link", "state", "s1"));
    Inbox.Message mail = server.inbox().await(email, 2);
    assertThat(mail.subject()).isEqualTo("Log in to Tenant demo");
    assertThat(mail.code()).matches("[0-9]{6}");
    JsonNode answer = Expect.secret(verify("email", email, mail.code()));

    assertThat(answer.path("state").asString()).isEqualTo("s1");
    Users.Tokens tokens = Users.Tokens.of(spa.redeem(answer.path("code").asString()));
    JsonNode user = users.userinfo(tokens.accessToken()).json();
    assertThat(user.path("email").asString()).isEqualTo(email);
    assertThat(user.path("email_verified").asBoolean()).isTrue();
    assertThat(claims(tokens.idToken()).path("auth_type").asString()).isEqualTo("magic_link");
    assertThat(claims(tokens.idToken()).path("amr").toString()).isEqualTo("[\"otp\"]");
    assertThat(claims(tokens.idToken()).path("acr").asString()).isEqualTo("aal1");
  }

  @Test
  void a_code_by_text_message_logs_in_as_android_sends_it() {
    OAuthClient spa = spa();
    String number = Users.newPhoneNumber();

    Inbox.Message sms = sentTo(spa, "phone_number", number);
    assertThat(sms.channel()).isEqualTo("sms");
    Answer answer =
        http.post(API + "passwordless/verify", Map.of("phone_number", number, "c", sms.code()));

    Users.Tokens tokens =
        Users.Tokens.of(spa.redeem(Expect.secret(answer).path("code").asString()));
    JsonNode user = users.userinfo(tokens.accessToken()).json();
    assertThat(user.path("phone_number").asString()).isEqualTo(number);
    assertThat(user.path("phone_number_verified").asBoolean()).isTrue();
    assertThat(claims(tokens.idToken()).path("new_user").asBoolean()).isTrue();
    assertThat(claims(tokens.idToken()).path("auth_type").asString()).isEqualTo("sms");
  }

  @Test
  void an_address_that_is_nobodys_gets_a_profile_with_the_data_of_the_start() {
    OAuthClient spa = spa();
    String email = Users.newEmail();
    Map<String, Object> body = start(spa, "email", email);
    body.put("data", Map.of("given_name", "Ada", "custom_fields", Map.of("shoe_size", 41)));

    Expect.nothing(http.post(API + "passwordless/start", body));
    String code = server.inbox().await(email, 1).code();
    Users.Tokens tokens =
        Users.Tokens.of(
            spa.redeem(Expect.secret(verify("email", email, code)).path("code").asString()));

    JsonNode user = users.userinfo(tokens.accessToken()).json();
    assertThat(user.path("given_name").asString()).isEqualTo("Ada");
    assertThat(user.path("custom_fields").path("shoe_size").asInt()).isEqualTo(41);
    assertThat(user.path("has_password").asBoolean(true)).isFalse();
    assertThat(server.inbox().to(email)).as("no second mail to confirm the address").hasSize(1);
  }

  @Test
  void where_sign_up_is_off_nothing_is_sent_to_nobody_and_the_answer_is_the_same() {
    Http members = tenant("members");
    OAuthClient spa = new OAuthClient(members, TestConfig.SPA);
    String email = Users.newEmail();

    Expect.nothing(begin(spa, "email", email));
    assertThat(
            server.sql("select count(*) from outbox where tenant = 'members' and kind = 'email'"))
        .isEqualTo("0");
    expectWrongCode(
        members.post(
            API + "passwordless/verify", Map.of("email", email, "verification_code", "123456")));
  }

  @Test
  @Requirement("ASVS 6.3.6")
  void what_is_off_or_has_no_template_is_missing_configuration() {
    for (String tenant : new String[] {"switched-off", "untemplated"}) {
      OAuthClient spa = new OAuthClient(tenant(tenant), TestConfig.SPA);
      Expect.error(
          begin(spa, "email", Users.newEmail()), 400, "missing_config", "error.config.missing");
    }
  }

  @Test
  void a_recipient_gets_so_many_messages_and_no_more() {
    OAuthClient spa = new OAuthClient(tenant("limited"), TestConfig.SPA);
    String email = Users.newEmail();
    Expect.nothing(begin(spa, "email", email));
    Expect.nothing(begin(spa, "email", email));
    Expect.error(begin(spa, "email", email), 429, "rate_limit_reached", "error.rateLimit");
  }

  @Test
  @Requirement("ASVS 6.5.1")
  void a_code_is_good_once_and_a_newer_one_voids_it() {
    OAuthClient spa = spa();
    String email = Users.newEmail();
    String first = sentTo(spa, "email", email).code();
    Expect.nothing(begin(spa, "email", email));
    String second = server.inbox().await(email, 2).code();

    if (!first.equals(second)) {
      expectWrongCode(verify("email", email, first));
    }
    Expect.secret(verify("email", email, second));
    expectWrongCode(verify("email", email, second));
  }

  @Test
  @Requirement("ASVS 6.5.5")
  void a_code_lives_as_long_as_it_says() {
    OAuthClient spa = spa();
    String number = Users.newPhoneNumber();
    String code = sentTo(spa, "phone_number", number).code();

    server.clock().advance(Duration.ofMinutes(5));

    expectWrongCode(verify("phone_number", number, code));
  }

  @Test
  @Requirement("ASVS 6.5.5")
  void the_code_of_a_mail_lives_as_long_as_a_texted_one_and_its_link_for_an_hour() {
    OAuthClient spa = spa();
    String email = Users.newEmail();
    Inbox.Message mail = sentTo(spa, "email", email);
    assertThat(mail.text())
        .contains("The code is valid for 5 minutes, the link for 60 minutes.")
        .doesNotContain("It is valid for");
    String path = mail.link().substring("http://localhost:9999".length());

    server.clock().advance(Duration.ofMinutes(5));

    expectWrongCode(verify("email", email, mail.code()));
    server.clock().advance(Duration.ofMinutes(55).minusSeconds(1));
    Answer done = http.browser("http://localhost:9999").postForm(path, Map.of());
    assertThat(done.location().toString()).startsWith(TestConfig.CALLBACK + "?code=");
    String another = Users.newEmail();
    String late = sentTo(spa, "email", another).link();
    server.clock().advance(Duration.ofHours(1));
    assertThat(
            http.browser("http://localhost:9999")
                .postForm(late.substring("http://localhost:9999".length()), Map.of())
                .status())
        .isEqualTo(401);
  }

  @Test
  @Requirement("ASVS 6.6.3")
  void five_wrong_tries_void_the_code_and_lock_the_destination_for_a_while() {
    OAuthClient spa = spa();
    String email = Users.newEmail();
    String code = sentTo(spa, "email", email).code();
    for (int i = 0; i < 5; i++) {
      expectWrongCode(verify("email", email, wrong(code)));
    }

    Answer locked = verify("email", email, code);
    Expect.error(locked, 429, "rate_limit_reached", "error.tooManyAttempts");
    Expect.nothing(begin(spa, "email", email));
    String fresh = server.inbox().await(email, 2).code();
    Expect.error(verify("email", email, fresh), 429, "rate_limit_reached", "error.tooManyAttempts");
    server.clock().advance(Duration.ofMinutes(1));
    Expect.secret(verify("email", email, fresh));
  }

  @Test
  void verify_auth_code_tells_right_from_wrong_and_uses_nothing_up() {
    OAuthClient spa = spa();
    String email = Users.newEmail();
    String code = sentTo(spa, "email", email).code();
    String path = API + "verify-auth-code";

    expectWrongCode(http.post(path, Map.of("email", email, "verification_code", wrong(code))));
    Expect.nothing(http.post(path, Map.of("email", email, "verification_code", code)));
    Expect.secret(verify("email", email, code));
  }

  @Test
  void asking_whether_a_right_code_is_right_counts_as_no_failure() {
    OAuthClient spa = new OAuthClient(tenant("limited"), TestConfig.SPA);
    String email = Users.newEmail();
    Expect.nothing(begin(spa, "email", email));
    String code = new Inbox(spa.http()).await(email, 1).code();
    Map<String, String> right = Map.of("email", email, "verification_code", code);
    Map<String, String> wrong = Map.of("email", email, "verification_code", wrong(code));

    expectWrongCode(spa.http().post(API + "verify-auth-code", wrong));
    Expect.nothing(spa.http().post(API + "verify-auth-code", right));
    expectWrongCode(spa.http().post(API + "verify-auth-code", wrong));
    Expect.secret(spa.http().post(API + "passwordless/verify", right));
  }

  @Test
  void two_clients_have_a_code_each_for_the_same_address() {
    OAuthClient spa = spa();
    OAuthClient other = new OAuthClient(http, TestConfig.OTHER_SPA);
    String email = Users.newEmail();
    String first = sentTo(spa, "email", email).code();
    Expect.nothing(begin(other, "email", email));
    String second = server.inbox().await(email, 2).code();

    String code = Expect.secret(verify("email", email, second)).path("code").asString();
    assertThat(spa.redeem(code).status()).as("the other client's").isNotEqualTo(200);
    if (!first.equals(second)) {
      Expect.secret(verify("email", email, first));
    }
  }

  @Test
  void a_navigation_with_the_code_ends_on_the_clients_page_with_a_session() {
    OAuthClient spa = spa();
    String email = Users.newEmail();
    String code = sentTo(spa, "email", email).code();
    Http browser = server.browser();

    Map<String, String> query = new LinkedHashMap<>(spa.authorizeParameters());
    query.put("email", email);
    query.put("auth_type", "magic_link");
    query.put("verification_code", wrong(code));
    Answer failed = browser.get(API + "passwordless/verify", query);
    assertThat(failed.location().toString()).startsWith(TestConfig.CALLBACK + "?");
    assertThat(failed.redirectParameter("error")).isEqualTo("invalid_grant");
    assertThat(failed.redirectParameter("error_message_key"))
        .isEqualTo("error.invalidVerificationCode");

    query.put("verification_code", code);
    Answer done = browser.get(API + "passwordless/verify", query);
    assertThat(spa.redeem(done.redirectParameter("code")).status()).isEqualTo(200);
    assertThat(
            new OAuthClient(browser, TestConfig.SPA)
                .authorize("prompt", "none")
                .redirectParameter("code"))
        .isNotBlank();
  }

  @Test
  @Requirement("ASVS 6.6.2")
  void a_redirect_uri_that_is_not_the_starts_is_refused() {
    OAuthClient spa = spa();
    String email = Users.newEmail();
    String code = sentTo(spa, "email", email).code();

    Expect.error(
        http.post(
            API + "passwordless/verify",
            Map.of(
                "email", email, "verification_code", code, "redirect_uri", TestConfig.RESET_PAGE)),
        400,
        "invalid_request",
        "error.redirect.notAllowed");
    Expect.secret(verify("email", email, code));
  }

  @Test
  @Requirement("ASVS 7.6.2")
  void opening_the_mails_link_logs_nobody_in_and_its_button_does_on_any_device() {
    OAuthClient spa = spa();
    String email = Users.newEmail();
    String link = sentTo(spa, "email", email).link();
    assertThat(link).startsWith("http://localhost:9999/link/login/");
    String path = link.substring("http://localhost:9999".length());

    for (int scanner = 0; scanner < 3; scanner++) {
      Answer page = http.get(path);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body()).contains("Log in to Tenant demo").contains("<form method=\"post\">");
    }
    Http otherDevice = server.http().browser("http://localhost:9999");
    Answer done = otherDevice.postForm(path, Map.of());

    assertThat(done.location().toString()).startsWith(TestConfig.CALLBACK + "?code=");
    assertThat(
            new OAuthClient(otherDevice, TestConfig.SPA)
                .authorize("prompt", "none")
                .redirectParameter("code"))
        .as("the device that opened the link has a session")
        .isNotBlank();
    assertThat(http.postForm(path, Map.of()).status()).as("used").isEqualTo(401);
  }

  @Test
  void a_start_needs_what_an_authorize_request_needs() {
    OAuthClient spa = spa();
    String email = Users.newEmail();
    Expect.error(
        begin(spa, "email", email, "code_challenge", null, "code_challenge_method", null),
        400,
        "invalid_request",
        "error.pkce.required");
    Expect.error(
        begin(spa, "email", email, "redirect_uri", "https://evil.example/"),
        400,
        "invalid_request",
        "error.redirect.notAllowed");
    Expect.error(begin(spa), 400, "invalid_request", "error.validation");
    Expect.error(
        begin(spa, "email", email, "phone_number", Users.newPhoneNumber()),
        400,
        "invalid_request",
        "error.validation");
    Expect.error(begin(spa, "email", "nobody"), 400, "invalid_request", "error.validation");
    assertThat(server.inbox().to(email)).isEmpty();
  }

  @Test
  void who_owns_the_mailbox_gets_the_profile_without_what_a_stranger_put_there() {
    String email = Users.newEmail();
    Http stranger = server.browser();
    Users strangers = new Users(stranger, TestConfig.SPA);
    Users.Tokens theirs = strangers.tokens(strangers.signUp(email));
    server.inbox().await(email, 1);

    OAuthClient spa = spa();
    Expect.nothing(begin(spa, "email", email));
    String code = server.inbox().await(email, 2).code();
    Users.Tokens own =
        Users.Tokens.of(
            spa.redeem(Expect.secret(verify("email", email, code)).path("code").asString()));

    assertThat(users.userinfo(own.accessToken()).json().path("has_password").asBoolean(true))
        .isFalse();
    assertThat(users.userinfo(theirs.accessToken()).status()).isEqualTo(401);
    assertThat(users.tryPassword(email, Users.PASSWORD).status()).isEqualTo(401);
  }

  @Test
  void a_mailbox_that_was_never_confirmed_does_not_open_the_profile_of_a_confirmed_number() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    OAuthClient spa = spa();
    String sms = sentTo(spa, "phone_number", number).code();
    Users.Tokens owner =
        Users.Tokens.of(
            spa.redeem(Expect.secret(verify("phone_number", number, sms)).path("code").asString()));
    Expect.ok(
        http.bearer(owner.accessToken()).post(API + "update-profile", Map.of("email", email)));
    server.inbox().await(email, 1);

    Expect.nothing(begin(spa, "email", email));
    String code = server.inbox().await(email, 2).code();

    Expect.error(verify("email", email, code), 403, "access_denied", "error.unverifiedLogin");
  }
}
