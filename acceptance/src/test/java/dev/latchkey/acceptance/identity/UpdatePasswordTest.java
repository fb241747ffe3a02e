package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code POST update-password} in its four variants, and how one of them is chosen (contract
 * sections 7.2 and 1.14).
 */
class UpdatePasswordTest extends IdentityContract {

  private static final String OLD = Users.PASSWORD;
  private static final String NEW = "an entirely new passphrase";
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  @Override
  TestConfig config() {
    return demo()
        .alsoTenant("old-needed")
        .set("/tenants/1/password", Map.of("allow_update_with_access_token_only", false))
        .alsoTenant("by-issue")
        .set("/tenants/2/compat", Map.of("freshness", "issued_at"));
  }

  /** A user who has logged in just now. */
  private record User(String email, String phoneNumber, Users.Tokens tokens) {}

  private User user() {
    return user(users);
  }

  private static User user(Users users) {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    return new User(
        email, number, users.tokens(users.signUp(Map.of("email", email, "phone_number", number))));
  }

  private Http as(User user) {
    return http.bearer(user.tokens().accessToken());
  }

  private static Answer update(Http http, Map<String, ?> fields) {
    return http.post(API + "update-password", fields);
  }

  private String mailedCode(User user) {
    int before = server.inbox().to(user.email()).size();
    call("forgot-password", Map.of("email", user.email()));
    return server.inbox().await(user.email(), Math.max(before, 1) + 1).code();
  }

  private String textedCode(User user) {
    server.inbox().await(user.phoneNumber(), 1);
    call("forgot-password", Map.of("phone_number", user.phoneNumber()));
    return server.inbox().await(user.phoneNumber(), 2).code();
  }

  private Answer byMail(User user, String code, String password) {
    return call(
        "update-password",
        Map.of("email", user.email(), "verification_code", code, "password", password));
  }

  private Answer byText(User user, String code, String password) {
    return call(
        "update-password",
        Map.of(
            "phone_number", user.phoneNumber(), "verification_code", code, "password", password));
  }

  private void hasPassword(User user, String password) {
    Expect.secret(users.tryPassword(user.email(), password));
    Expect.wrongPassword(users.tryPassword(user.email(), password.equals(OLD) ? NEW : OLD));
  }

  // The four variants

  @Test
  void a_fresh_token_alone_sets_a_new_password() {
    User user = user();

    Expect.nothing(update(as(user), Map.of("password", NEW, "client_id", TestConfig.SPA)));

    hasPassword(user, NEW);
  }

  @Test
  void a_token_and_the_old_password_set_a_new_one_however_old_the_token() {
    User user = user();
    server.clock().advance(FIVE_MINUTES);

    Expect.nothing(update(as(user), Map.of("old_password", OLD, "password", NEW)));

    hasPassword(user, NEW);
  }

  @Test
  @AttackClass(14)
  void of_several_changes_with_one_old_password_at_once_one_wins() {
    User user = user();
    Http own = as(user);
    // No more at once than may be wrong before the account is locked.
    List<Answer> changes =
        Together.run(3, i -> update(own, Map.of("old_password", OLD, "password", NEW + i)));
    assertThat(changes.stream().map(Answer::status)).containsOnlyOnce(204).containsOnly(204, 401);
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i).status() == 204) {
        assertThat(users.tryPassword(user.email(), NEW + i).status()).isEqualTo(200);
      } else {
        Expect.wrongPassword(changes.get(i));
      }
    }
  }

  @Test
  void a_mailed_code_sets_a_new_password_once() {
    User user = user();
    String code = mailedCode(user);

    Expect.nothing(byMail(user, code, NEW));

    hasPassword(user, NEW);
    Expect.wrongCode(byMail(user, code, "yet another passphrase"));
    hasPassword(user, NEW);
  }

  @Test
  void a_texted_code_sets_a_new_password_once() {
    User user = user();
    String code = textedCode(user);

    Expect.nothing(byText(user, code, NEW));

    hasPassword(user, NEW);
    Expect.wrongCode(byText(user, code, "yet another passphrase"));
  }

  // The choice between them

  @Test
  void a_code_decides_whatever_else_is_sent() {
    User user = user();
    User bystander = user();
    String code = mailedCode(user);

    Expect.nothing(
        update(
            as(bystander),
            Map.of(
                "client_id", TestConfig.SPA,
                "email", user.email(),
                "verification_code", code,
                "old_password", OLD,
                "password", NEW)));

    hasPassword(user, NEW);
    hasPassword(bystander, OLD);
  }

  @Test
  void a_wrong_code_is_not_made_up_for_by_a_token_or_the_old_password() {
    User user = user();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("client_id", TestConfig.SPA);
    body.put("email", user.email());
    body.put("verification_code", "222222");
    body.put("old_password", OLD);
    body.put("password", NEW);

    Expect.wrongCode(update(as(user), body));
    body.put("verification_code", "");
    Expect.invalid(update(as(user), body), "verification_code:missing");
    hasPassword(user, OLD);
  }

  @Test
  void a_code_needs_no_token_and_a_bad_one_does_not_matter() {
    User user = user();
    String code = mailedCode(user);

    Expect.nothing(
        update(
            http.bearer("no-token-at-all"),
            Map.of(
                "client_id",
                TestConfig.SPA,
                "email",
                user.email(),
                "verification_code",
                code,
                "password",
                NEW)));
  }

  @Test
  void an_email_address_alone_chooses_nothing() {
    User user = user();
    User bystander = user();

    Expect.noToken(call("update-password", Map.of("email", user.email(), "password", NEW)));
    Expect.nothing(
        update(as(bystander), Map.of("email", user.email(), "old_password", OLD, "password", NEW)));

    hasPassword(user, OLD);
    hasPassword(bystander, NEW);
  }

  @Test
  void an_old_password_decides_before_the_freshness_of_the_token() {
    User user = user();

    Expect.wrongPassword(update(as(user), Map.of("old_password", "wrong horse", "password", NEW)));
    Expect.wrongPassword(update(as(user), Map.of("old_password", "", "password", NEW)));
    hasPassword(user, OLD);
  }

  @Test
  void null_is_the_same_as_absent() {
    User user = user();

    Expect.nothing(
        as(user)
            .send(
                "POST",
                API + "update-password",
                "application/json",
                """
                {"client_id": null, "email": null, "phone_number": null,
                  "verification_code": null, "old_password": null,
                 "password": "%s"}\
                """
                    .formatted(NEW)));
    hasPassword(user, NEW);
  }

  @Test
  void what_android_and_the_web_send_along_is_ignored() {
    User user = user();

    Expect.nothing(
        update(
            as(user),
            Map.of(
                "freshAuthToken",
                Map.of("accessToken", "a", "tokenType", "Bearer"),
                "authToken",
                Map.of("accessToken", "a"),
                "user_id",
                "somebody-else",
                "password",
                NEW)));
    hasPassword(user, NEW);
  }

  // What a token must be

  @Test
  @Requirement("ASVS 7.5.1")
  void a_token_is_fresh_for_five_minutes_after_the_login() {
    User user = user();
    server.clock().advance(FIVE_MINUTES);

    Expect.error(
        update(as(user), Map.of("password", NEW)),
        401,
        "invalid_grant",
        "error.accessToken.freshness");
    User renewed =
        new User(
            user.email(),
            user.phoneNumber(),
            new Users.Tokens(
                users.refresh(user.tokens().refreshToken()).text("access_token"), "", ""));
    Expect.error(
        update(as(renewed), Map.of("password", NEW)),
        401,
        "invalid_grant",
        "error.accessToken.freshness");
    hasPassword(user, OLD);
  }

  @Test
  void a_tenant_may_count_freshness_from_the_issue() {
    Users there = new Users(tenant("by-issue"));
    User user = user(there);
    server.clock().advance(FIVE_MINUTES);
    String renewed = there.refresh(user.tokens().refreshToken()).text("access_token");

    Expect.nothing(update(tenant("by-issue").bearer(renewed), Map.of("password", NEW)));
  }

  @Test
  void a_tenant_may_want_the_old_password_always() {
    User user = user(new Users(tenant("old-needed")));
    Http there = tenant("old-needed").bearer(user.tokens().accessToken());

    Expect.error(
        update(there, Map.of("password", NEW)),
        400,
        "invalid_request",
        "error.password.oldRequired");
    Expect.nothing(update(there, Map.of("old_password", OLD, "password", NEW)));
  }

  @Test
  void a_token_must_be_there_be_live_and_have_the_scope() {
    Expect.noToken(update(http, Map.of("password", NEW)));
    Expect.noToken(update(http.basic("spa", "secret"), Map.of("password", NEW)));
    Expect.badToken(update(http.bearer("no-token-at-all"), Map.of("password", NEW)));
    for (Map<String, String> variant :
        List.of(Map.of("password", NEW), Map.of("old_password", OLD, "password", NEW))) {
      Expect.insufficientScope(
          update(http.bearer(tokenOf("openid profile email", Map.of())), variant));
    }
  }

  // What a code must be

  @Test
  void a_code_is_for_the_identifier_it_was_sent_to() {
    User user = user();
    User other = user();
    String code = mailedCode(user);

    Expect.wrongCode(byMail(other, code, NEW));
    Expect.wrongCode(byText(user, code, NEW));
    Expect.wrongCode(
        call(
            "update-password",
            Map.of("email", Users.newEmail(), "verification_code", code, "password", NEW)));
    Expect.nothing(byMail(user, code, NEW));
    hasPassword(other, OLD);
  }

  @Test
  void the_code_of_another_mail_does_not_set_a_password() {
    User user = user();
    String confirmation = server.inbox().await(user.email(), 1).code();
    mailedCode(user);

    Expect.wrongCode(byMail(user, confirmation, NEW));
    hasPassword(user, OLD);
  }

  @Test
  @Requirement("ASVS 6.6.3")
  void a_texted_code_is_good_for_five_tries() {
    User user = user();
    String code = textedCode(user);
    for (int i = 0; i < 5; i++) {
      Expect.wrongCode(byText(user, "x" + code.substring(1), NEW));
    }

    Expect.error(byText(user, code, NEW), 429, "rate_limit_reached", "error.tooManyAttempts");
    hasPassword(user, OLD);
  }

  @Test
  @Requirement("ASVS 6.5.5")
  void a_texted_code_is_good_for_five_minutes_and_a_mailed_one_for_an_hour() {
    User user = user();
    String texted = textedCode(user);
    server.clock().advance(FIVE_MINUTES);
    Expect.wrongCode(byText(user, texted, NEW));

    String mailed = mailedCode(user);
    server.clock().advance(Duration.ofMinutes(60));
    Expect.wrongCode(byMail(user, mailed, NEW));
    hasPassword(user, OLD);
  }

  @Test
  void a_code_variant_needs_one_identifier() {
    Map<String, Object> body =
        Map.of("client_id", TestConfig.SPA, "verification_code", "222222", "password", NEW);

    Expect.invalid(update(http, body), "email:missing");
    Map<String, Object> both = new LinkedHashMap<>(body);
    both.put("email", "a@example.org");
    both.put("phone_number", "+33612345678");
    Expect.invalid(update(http, both), "phone_number:invalid");
    Map<String, Object> malformed = new LinkedHashMap<>(body);
    malformed.put("email", "ada");
    Expect.invalid(update(http, malformed), "email:invalid");
  }

  @Test
  void a_code_is_a_text_of_a_sane_length() {
    User user = user();

    Expect.invalid(
        byMail(user, "2".repeat(65), NEW),
        "verification_code:invalid",
        "verification_code:missing");
    Expect.invalid(
        call(
            "update-password",
            Map.of("email", user.email(), "verification_code", List.of("2"), "password", NEW)),
        "verification_code:invalid",
        "verification_code:missing");
  }

  // What a new password must be

  @Test
  void a_new_password_is_needed_and_is_a_text() {
    User user = user();

    for (Map<String, Object> missing :
        List.<Map<String, Object>>of(Map.of("old_password", OLD), Map.of("password", ""))) {
      Expect.invalid(update(as(user), missing), "password:missing");
    }
    Expect.invalid(
        update(as(user), Map.of("password", 12345678)), "password:invalid", "password:missing");
    Expect.invalid(
        update(as(user), Map.of("password", NEW, "old_password", 5)), "old_password:invalid");
    Expect.invalid(
        call("update-password", Map.of("email", user.email(), "verification_code", "222222")),
        "password:missing");
    hasPassword(user, OLD);
  }

  @Test
  @Requirement({"ASVS 6.2.11", "ASVS 6.2.12"})
  void the_rules_of_a_new_password_hold_in_every_variant() {
    User user = user();
    String code = mailedCode(user);

    for (Answer tooWeak :
        List.of(
            update(as(user), Map.of("password", "abcdefgh1")),
            update(as(user), Map.of("old_password", OLD, "password", "abcdefgh1")),
            byMail(user, code, "abcdefgh1"))) {
      Expect.error(tooWeak, 400, "password_too_weak", "error.password.tooWeak");
    }
    for (Answer tooShort :
        List.of(
            update(as(user), Map.of("password", "kvm4-qz")),
            update(as(user), Map.of("old_password", OLD, "password", "kvm4-qz")),
            byMail(user, code, "kvm4-qz"))) {
      Expect.error(tooShort, 400, "invalid_request", "error.password.policy");
    }
    for (Answer same :
        List.of(
            update(as(user), Map.of("password", OLD)),
            update(as(user), Map.of("old_password", OLD, "password", OLD)),
            byMail(user, code, OLD))) {
      Expect.error(same, 400, "invalid_request", "error.updateSamePassword");
    }
    Expect.nothing(byMail(user, code, NEW));
  }

  // What follows

  @Test
  @Requirement("ASVS 7.4.3")
  void a_change_by_token_ends_all_other_access_and_keeps_its_own() {
    User user = user();
    Users.Tokens elsewhere = users.tokens(users.logIn(user.email()));

    Expect.nothing(update(as(user), Map.of("old_password", OLD, "password", NEW)));

    Expect.secret(users.userinfo(user.tokens().accessToken()));
    assertThat(users.refresh(user.tokens().refreshToken()).status()).isEqualTo(200);
    Expect.badToken(users.userinfo(elsewhere.accessToken()));
    assertThat(users.refresh(elsewhere.refreshToken()).text("error_message_key"))
        .isEqualTo("error.refreshToken.revoked");
  }

  @Test
  void a_reset_by_code_ends_all_access() {
    User user = user();

    Expect.nothing(byMail(user, mailedCode(user), NEW));

    Expect.badToken(users.userinfo(user.tokens().accessToken()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"email", "phone_number"})
  void a_reset_verifies_the_identifier_that_the_code_went_to(String identifier) {
    User user = user();
    boolean mailed = identifier.equals("email");
    Expect.nothing(
        mailed ? byMail(user, mailedCode(user), NEW) : byText(user, textedCode(user), NEW));

    var profile = users.userinfo(users.tokens(users.logIn(user.email(), NEW)).accessToken()).json();
    assertThat(profile.path("email_verified").asBoolean()).isEqualTo(mailed);
    assertThat(profile.path("phone_number_verified").asBoolean()).isEqualTo(!mailed);
  }

  @Test
  @Requirement("ASVS 6.3.7")
  void the_owner_is_told_by_mail() {
    User user = user();
    server.inbox().await(user.email(), 1);

    Expect.nothing(update(as(user), Map.of("password", NEW)));

    Inbox.Message notice = server.inbox().await(user.email(), 2);
    assertThat(notice.subject()).isEqualTo("Your password has been changed");
    assertThat(notice.codes()).isEmpty();
  }
}
