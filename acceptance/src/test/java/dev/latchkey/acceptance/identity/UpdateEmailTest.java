package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST update-email}, {@code verify-email} and {@code send-email-verification}, and how the
 * link of the mail completes a change (contract sections 8.3, 8.6, 8.7, 8.10).
 */
class UpdateEmailTest extends IdentityContract {

  private static final String SCOPES = "openid profile email phone full_write";
  private static final String CHANGED = "Your email address has been changed";

  @Override
  TestConfig config() {
    return demo()
        .alsoTenant("untemplated")
        .set("/tenants/1/messages/verify_email", Map.of("enabled", false))
        .alsoTenant("limited")
        .set("/tenants/2/rate_limits/per_recipient", Map.of("requests", 1, "window", "10m"))
        .alsoTenant("silent")
        .set("/tenants/3/messages/email_changed", Map.of("enabled", false));
  }

  /** A user whose address is not verified, with the first mail already there. */
  private Http user(String email) {
    Http user = http.bearer(tokenOf(SCOPES, Map.of("email", email)));
    server.inbox().await(email, 1);
    return user;
  }

  /** A user whose address is verified. */
  private Http verified(String email) {
    Http user = user(email);
    Expect.nothing(verify(user, email, server.inbox().await(email, 1).code()));
    return user;
  }

  private static Answer update(Http user, String email) {
    return user.post(API + "update-email", Map.of("email", email));
  }

  private static Answer verify(Http user, String email, String code) {
    return user.post(API + "verify-email", Map.of("email", email, "verification_code", code));
  }

  private static JsonNode profile(Http user) {
    return Expect.secret(user.get(API + "userinfo"));
  }

  private static void has(Http user, String email, boolean verified) {
    JsonNode profile = profile(user);
    assertThat(profile.path("email").asString()).isEqualTo(email);
    assertThat(profile.path("email_verified").asBoolean()).isEqualTo(verified);
  }

  private static String wrong(String code) {
    return code.equals("000000") ? "000001" : "000000";
  }

  @Test
  void an_unverified_address_is_replaced_at_once_and_the_new_one_is_asked_to_be_confirmed() {
    String old = Users.newEmail();
    String email = Users.newEmail();
    Http user = user(old);

    JsonNode answer = Expect.secret(update(user, email));

    assertThat(answer.path("email").asString()).isEqualTo(email);
    assertThat(answer.path("email_verified").asBoolean(true)).isFalse();
    assertThat(answer).isEqualTo(profile(user));
    assertThat(server.inbox().await(email, 1).subject()).isEqualTo("Confirm your email address");
    assertThat(server.inbox().await(old, 2).subject()).isEqualTo(CHANGED);
    Expect.wrongPassword(users.tryPassword(old, Users.PASSWORD));
    Expect.secret(users.tryPassword(email, Users.PASSWORD));
    has(user, email, false);
  }

  @Test
  void the_link_to_an_address_that_was_replaced_is_worth_nothing() {
    String old = Users.newEmail();
    Http user = user(old);
    String link = path(server.inbox().await(old, 1).link());
    String email = Users.newEmail();
    Expect.secret(update(user, email));

    assertThat(http.get(link).status()).isEqualTo(401);
    has(user, email, false);
  }

  @Test
  @Requirement({"ASVS 6.3.7", "ASVS 7.5.1"})
  void a_verified_address_stays_until_the_link_to_the_new_one_is_opened() {
    String old = Users.newEmail();
    String email = Users.newEmail();
    Http user = verified(old);

    assertThat(Expect.secret(update(user, email)).path("email").asString()).isEqualTo(old);
    has(user, old, true);
    String link = path(server.inbox().await(email, 1).link());
    Expect.secret(users.tryPassword(old, Users.PASSWORD));

    assertThat(http.get(link).status()).isEqualTo(200);
    has(user, email, true);
    assertThat(server.inbox().await(old, 2).subject()).isEqualTo(CHANGED);
    assertThat(http.get(link).status()).as("mail scanners open links first").isEqualTo(200);
    has(user, email, true);
  }

  @Test
  void a_verified_address_stays_until_the_code_to_the_new_one_comes_back() {
    String old = Users.newEmail();
    String email = Users.newEmail();
    Http user = verified(old);
    Expect.secret(update(user, email));
    String code = server.inbox().await(email, 1).code();

    Expect.wrongCode(verify(user, old, code));
    Expect.wrongCode(verify(user, email, wrong(code)));
    has(user, old, true);
    Expect.nothing(verify(user, email.toUpperCase(Locale.ROOT), code));

    has(user, email.toUpperCase(Locale.ROOT), true);
    Expect.wrongCode(verify(user, email, code));
    assertThat(server.inbox().await(old, 2).subject()).isEqualTo(CHANGED);
    String id = profile(user).path("id").asString();
    assertThat(
            server.sql(
                "select string_agg(type, ' ' order by type) from event where profile_id = '"
                    + id
                    + "' and type like 'email%'"))
        .isEqualTo("email_updated email_verified email_verified");
  }

  @Test
  void only_the_last_asked_for_counts() {
    Http user = verified(Users.newEmail());
    String first = Users.newEmail();
    String second = Users.newEmail();
    Expect.secret(update(user, first));
    String stale = path(server.inbox().await(first, 1).link());
    Expect.secret(update(user, second));
    String link = path(server.inbox().await(second, 1).link());

    assertThat(http.get(stale).status()).isEqualTo(401);
    assertThat(http.get(link).status()).isEqualTo(200);
    has(user, second, true);
  }

  @Test
  void a_new_password_voids_a_change_that_a_thief_has_asked_for() {
    String old = Users.newEmail();
    Http thief = verified(old);
    String thiefs = Users.newEmail();
    Expect.secret(update(thief, thiefs));
    String link = path(server.inbox().await(thiefs, 1).link());

    Expect.nothing(call("forgot-password", Map.of("email", old)));
    Expect.nothing(
        call(
            "update-password",
            Map.of(
                "email",
                old,
                "verification_code",
                server.inbox().await(old, 2).code(),
                "password",
                "another thing that nobody would guess")));

    assertThat(http.get(link).status()).isEqualTo(401);
    assertThat(server.sql("select count(*) from profile where email = '" + old + "'"))
        .isEqualTo("1");
  }

  @Test
  void where_there_was_no_address_one_is_added() {
    Http user = http.bearer(tokenOf(SCOPES, Map.of("phone_number", Users.newPhoneNumber())));
    String email = Users.newEmail();

    Expect.secret(update(user, email));

    has(user, email, false);
    server.inbox().await(email, 1);
  }

  @Test
  void the_mail_leads_where_the_client_says() {
    Http user = user(Users.newEmail());
    String email = Users.newEmail();
    Expect.secret(
        user.post(
            API + "update-email",
            Map.of("email", email, "redirect_url", TestConfig.RESET_PAGE, "captcha_token", "x")));

    Answer answer = http.get(path(server.inbox().await(email, 1).link()));

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo(TestConfig.RESET_PAGE);
    Expect.invalid(
        user.post(
            API + "update-email",
            Map.of("email", Users.newEmail(), "redirect_url", "https://evil.example/")),
        "redirect_url:invalid");
  }

  @Test
  void the_new_address_must_be_another_one() {
    String email = Users.newEmail();
    Http user = user(email);

    Expect.error(
        update(user, email.toUpperCase(Locale.ROOT)), 400, "invalid_request", "error.email.same");
  }

  @Test
  void an_address_that_is_taken_is_refused_whether_the_old_one_is_verified_or_not() {
    String taken = Users.newEmail();
    users.signUp(taken);

    taken(update(user(Users.newEmail()), taken));
    taken(update(verified(Users.newEmail()), taken));
  }

  @Test
  void an_address_that_was_taken_meanwhile_is_refused_when_it_is_confirmed() {
    String old = Users.newEmail();
    String email = Users.newEmail();
    Http user = verified(old);
    Expect.secret(update(user, email));
    Inbox.Message mail = server.inbox().await(email, 1);
    users.signUp(email);

    taken(verify(user, email, mail.code()));
    assertThat(http.get(path(mail.link())).status()).isEqualTo(400);
    has(user, old, true);
  }

  private static void taken(Answer answer) {
    Expect.error(answer, 400, "email_already_exists", "error.email.alreadyInUse");
  }

  @Test
  void a_mail_that_is_switched_off_is_missing_configuration() {
    Http there = tenant("untemplated");
    Http user = there.bearer(tokenOf(there, SCOPES, Map.of()));

    missing(update(user, Users.newEmail()));
    missing(user.post(API + "send-email-verification"));
  }

  private static void missing(Answer answer) {
    Expect.error(answer, 400, "missing_config", "error.config.missing");
  }

  @Test
  void a_notice_that_is_switched_off_is_not_sent() {
    Http there = tenant("silent");
    String old = Users.newEmail();
    Http user = there.bearer(tokenOf(there, SCOPES, Map.of("email", old)));
    Inbox inbox = new Inbox(there);
    inbox.await(old, 1);
    String email = Users.newEmail();

    Expect.secret(update(user, email));

    inbox.await(email, 1);
    assertThat(inbox.to(old)).hasSize(1);
  }

  @Test
  void a_recipient_gets_so_many_mails_whoever_asks() {
    Http there = tenant("limited");
    String email = Users.newEmail();
    Http user = there.bearer(tokenOf(there, SCOPES, Map.of("email", Users.newEmail())));
    Http other = there.bearer(tokenOf(there, SCOPES, Map.of("email", Users.newEmail())));

    Expect.secret(update(user, email));
    Expect.secret(update(user, Users.newEmail()));
    limited(update(other, email));
    Http again = there.bearer(tokenOf(there, SCOPES, Map.of("email", Users.newEmail())));
    limited(again.post(API + "send-email-verification"));
  }

  private static void limited(Answer answer) {
    Expect.error(answer, 429, "rate_limit_reached", "error.rateLimit");
  }

  @Test
  void every_endpoint_needs_a_token_and_a_change_needs_the_scope() {
    Map<String, String> body = Map.of("email", Users.newEmail(), "verification_code", "123456");
    for (String endpoint : List.of("update-email", "verify-email", "send-email-verification")) {
      Expect.noToken(http.post(API + endpoint, body));
      Expect.badToken(http.bearer("nonsense").post(API + endpoint, body));
    }
    Expect.insufficientScope(
        update(http.bearer(tokenOf("openid email", Map.of())), Users.newEmail()));
  }

  @Test
  void what_is_sent_must_be_right() {
    Http user = user(Users.newEmail());

    Expect.invalid(user.post(API + "update-email", Map.of()), "email:missing");
    Expect.invalid(update(user, "ada"), "email:invalid");
    Expect.invalid(
        user.post(API + "verify-email", Map.of()), "email:missing", "verification_code:missing");
    Expect.invalid(verify(user, "ada", "123456"), "email:invalid");
    Expect.invalid(
        user.post(API + "send-email-verification", Map.of("redirect_url", "https://evil.example/")),
        "redirect_url:invalid");
  }

  @Test
  void the_token_of_the_body_counts_at_verify_email_alone_and_the_header_wins() {
    String email = Users.newEmail();
    String token = tokenOf("openid email", Map.of("email", email));
    String code = server.inbox().await(email, 1).code();
    Map<String, String> body =
        Map.of("email", email, "verification_code", code, "access_token", token);

    Expect.badToken(http.bearer("nonsense").post(API + "verify-email", body));
    Expect.badToken(
        http.post(
            API + "verify-email",
            Map.of("email", email, "verification_code", code, "access_token", "nonsense")));
    Expect.noToken(http.post(API + "update-email", body));
    Expect.noToken(http.post(API + "send-email-verification", body));
    Expect.nothing(http.post(API + "verify-email", body));
    has(http.bearer(token), email, true);
  }

  @Test
  void a_code_is_the_users_own() {
    String email = Users.newEmail();
    Http user = user(email);
    String code = server.inbox().await(email, 1).code();

    Expect.wrongCode(verify(user(Users.newEmail()), email, code));
    Expect.nothing(verify(user, email, code));
  }

  @Test
  @Requirement("ASVS 6.6.3")
  void wrong_codes_count_for_the_address_so_a_new_code_brings_no_new_guesses() {
    String email = Users.newEmail();
    Http user = user(email);
    String code = server.inbox().await(email, 1).code();
    for (int i = 0; i < 5; i++) {
      Expect.wrongCode(verify(user, email, wrong(code)));
    }
    user.post(API + "send-email-verification");
    String fresh = server.inbox().await(email, 2).code();

    Expect.error(verify(user, email, fresh), 429, "rate_limit_reached", "error.tooManyAttempts");
  }

  @Test
  void the_mail_is_sent_again_until_the_address_is_verified() {
    String email = Users.newEmail();
    Http user = http.bearer(tokenOf("openid email", Map.of("email", email)));
    server.inbox().await(email, 1);

    assertThat(sent(user)).isTrue();
    Inbox.Message mail = server.inbox().await(email, 2);
    Answer answer = http.get(path(mail.link()));
    assertThat(answer.redirectParameters())
        .containsEntry("return_to_after_email_confirmation", TestConfig.CALLBACK);
    assertThat(sent(user)).isFalse();
    assertThat(server.inbox().to(email)).hasSize(2);
  }

  /** With android's name of the parameter (contract section 1.17). */
  private static boolean sent(Http user) {
    return Expect.ok(
            user.post(
                API + "send-email-verification",
                Map.of(
                    "redirect_url",
                    TestConfig.RESET_PAGE,
                    "redirect_to_after_email_confirmation",
                    TestConfig.CALLBACK)))
        .get("verification_email_sent")
        .asBoolean();
  }

  @Test
  void without_an_address_nothing_is_sent() {
    Http user = http.bearer(tokenOf(SCOPES, Map.of("phone_number", Users.newPhoneNumber())));
    assertThat(sent(user)).isFalse();
  }
}
