package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.crypto.password.PasswordHasher;
import dev.latchkey.platform.crypto.password.PasswordHasher.Parameters;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestDatabase;
import dev.latchkey.testkit.Users;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code POST password/login} (contract sections 5.4, 1.7 and 1.15). */
class PasswordLoginTest extends IdentityContract {

  private static final String PASSWORD = Users.PASSWORD;
  private static final String NEW = "an entirely new passphrase";

  @Override
  TestConfig config() {
    return demo()
        .alsoTenant("strict")
        .set("/tenants/1/signup", Map.of("login_before_verification", false))
        .set(
            "/tenants/1/login_types",
            Map.of("email", true, "phone_number", false, "custom_identifier", false));
  }

  private Answer logIn(String field, String identifier) {
    return call("password/login", Map.of(field, identifier, "password", PASSWORD));
  }

  private Answer logInWith(String email, String field, Object value) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("email", email);
    body.put("password", PASSWORD);
    body.put(field, value);
    return call("password/login", body);
  }

  @Test
  void a_login_is_answered_with_a_one_time_token_and_nothing_else() {
    String email = Users.newEmail();
    users.signUp(email);

    Answer answer = logIn("email", email);

    assertThat(Expect.secret(answer).propertyNames()).containsExactly("tkn");
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    assertThat(users.userinfo(users.tokens(answer.text("tkn")).accessToken()).text("email"))
        .isEqualTo(email);
  }

  @Test
  void each_identifier_of_a_profile_opens_the_same_profile() {
    String email = Users.newEmail();
    String phone = Users.newPhoneNumber();
    String custom = newCustomIdentifier();
    users.signUp(Map.of("email", email, "phone_number", phone, "custom_identifier", custom));

    for (Answer answer :
        List.of(
            logIn("email", " " + email.toUpperCase(Locale.ROOT)),
            logIn("phone_number", phone),
            logIn("phone_number", "0" + phone.substring(3)),
            logIn("custom_identifier", custom.toLowerCase(Locale.ROOT)))) {
      Expect.secret(answer);
      assertThat(users.userinfo(users.tokens(answer.text("tkn")).accessToken()).text("email"))
          .isEqualTo(email);
    }
  }

  @Test
  void a_wrong_password_and_an_unknown_user_are_told_in_the_same_words() {
    String email = Users.newEmail();
    users.signUp(email);

    Answer wrong = users.tryPassword(email, "wrong horse");
    Answer unknown = users.tryPassword(Users.newEmail(), PASSWORD);

    Expect.wrongPassword(wrong);
    Expect.wrongPassword(unknown);
    assertThat(withoutId(unknown)).isEqualTo(withoutId(wrong));
    Expect.wrongPassword(logIn("phone_number", Users.newPhoneNumber()));
    Expect.wrongPassword(logIn("custom_identifier", "nobody.at.all"));
  }

  private static JsonNode withoutId(Answer answer) {
    return answer.json().asObject().without("error_id");
  }

  @Test
  void an_identifier_of_one_kind_is_not_looked_for_among_another() {
    String custom = newCustomIdentifier();
    users.signUp(Map.of("email", Users.newEmail(), "custom_identifier", custom));

    Expect.invalid(logIn("email", custom), "email:invalid");
  }

  @Test
  void exactly_one_identifier_is_needed() {
    String email = Users.newEmail();
    users.signUp(email);

    Expect.invalid(call("password/login", Map.of("password", PASSWORD)), "email:missing");
    Expect.invalid(logIn("email", " "), "email:missing");
    Expect.invalid(logInWith(email, "phone_number", "+33612345678"), "phone_number:invalid");
    Expect.invalid(logInWith(email, "custom_identifier", "somebody"), "custom_identifier:invalid");
    Expect.invalid(
        call(
            "password/login",
            Map.of(
                "email",
                email,
                "phone_number",
                "+33612345678",
                "custom_identifier",
                "somebody",
                "password",
                PASSWORD)),
        "phone_number:invalid",
        "custom_identifier:invalid");
  }

  @Test
  void an_identifier_must_be_one_of_its_kind() {
    Expect.invalid(logIn("email", "ada"), "email:invalid");
    Expect.invalid(logIn("phone_number", "12"), "phone_number:invalid");
    Expect.invalid(logIn("custom_identifier", "a"), "custom_identifier:invalid");
    Expect.invalid(
        call("password/login", Map.of("email", List.of("a@example.org"), "password", PASSWORD)),
        "email:invalid");
    Expect.invalid(
        call("password/login", Map.of("email", Map.of("a", 1), "password", PASSWORD)),
        "email:invalid");
  }

  @Test
  void a_password_is_needed_and_is_a_text() {
    String email = Users.newEmail();

    Expect.invalid(call("password/login", Map.of("email", email)), "password:missing");
    Expect.invalid(logInWith(email, "password", ""), "password:missing");
    Expect.invalid(logInWith(email, "password", 12345678), "password:invalid", "password:missing");
    Expect.invalid(
        logInWith(email, "password", Map.of("$ne", "")), "password:invalid", "password:missing");
  }

  @Test
  void a_password_of_any_length_there_can_be_is_merely_wrong() {
    String email = Users.newEmail();
    users.signUp(email);

    Expect.wrongPassword(users.tryPassword(email, "x"));
    Expect.wrongPassword(users.tryPassword(email, "x".repeat(1024)));
    Expect.invalid(
        users.tryPassword(email, "x".repeat(1025)), "password:invalid", "password:missing");
  }

  @Test
  void a_password_is_taken_as_it_was_typed() {
    String email = Users.newEmail();
    String typed = "  Grüße an 永遠 🐎 \t ";
    users.signUp(Map.of("email", email, "password", typed));

    Expect.secret(users.tryPassword(email, typed));
    Expect.wrongPassword(users.tryPassword(email, typed.strip()));
  }

  @Test
  void all_faults_are_told_at_once() {
    Expect.invalid(
        call("password/login", Map.of("email", "ada", "origin", List.of())),
        "email:invalid",
        "password:missing",
        "origin:invalid");
  }

  @Test
  void what_the_clients_send_along_is_ignored() {
    String email = Users.newEmail();
    users.signUp(email);

    Answer answer =
        json(
            "password/login",
            """
            {"client_id": "spa", "email": "%s", "password": "%s", "phone_number": null,
              "custom_identifier": null,
             "grant_type": "password", "save_credentials": true, "action": "login",
               "scope": "openid no_such_scope",
             "captcha_token": "c", "captcha_provider": "recaptcha", "persistent": false,
               "user_id": {"a": 1}}\
            """
                .formatted(email, PASSWORD));

    Expect.secret(answer);
  }

  @Test
  void a_kind_of_identifier_that_is_not_allowed_is_named_in_the_refusal() {
    Http strict = tenant("strict");

    for (Map.Entry<String, String> refused :
        Map.of("phone_number", "+33612345678", "custom_identifier", "somebody").entrySet()) {
      Answer answer =
          call(
              strict,
              "password/login",
              TestConfig.SPA,
              Map.of(refused.getKey(), refused.getValue(), "password", PASSWORD));

      JsonNode body = Expect.error(answer, 403, "access_denied", "error.invalidLoginType");
      assertThat(body.path("error_description").asString()).contains(refused.getKey());
    }
  }

  @Test
  void an_unverified_user_is_refused_where_verification_comes_first() {
    Users strict = new Users(tenant("strict"));
    String email = Users.newEmail();
    strict.signUp(email);

    Expect.error(
        strict.tryPassword(email, PASSWORD), 403, "access_denied", "error.unverifiedLogin");
    Expect.wrongPassword(strict.tryPassword(email, "wrong horse"));
  }

  @Test
  void a_suspended_user_is_refused_after_the_right_password_only() {
    String email = Users.newEmail();
    users.signUp(email);
    server.sql("update profile set suspended_at = now() where email = '" + email + "'");

    Expect.error(
        users.tryPassword(email, PASSWORD),
        403,
        "access_denied",
        "error.account.temporarilySuspended");
    Expect.wrongPassword(users.tryPassword(email, "wrong horse"));
  }

  @Test
  void the_login_counts_when_the_token_is_redeemed() {
    String email = Users.newEmail();
    String first = users.tokens(users.signUp(email)).accessToken();
    users.logIn(email);
    assertThat(users.userinfo(first).json().at("/login_summary/total").asInt()).isEqualTo(1);

    users.tokens(users.logIn(email));
    assertThat(users.userinfo(first).json().at("/login_summary/total").asInt()).isEqualTo(2);
  }

  @Test
  void a_browser_is_known_again_by_a_cookie_that_only_this_host_gets() {
    String email = Users.newEmail();
    users.signUp(email);
    Http browser = server.browser();
    Users inBrowser = new Users(browser);

    Answer first = inBrowser.tryPassword(email, PASSWORD);

    assertThat(first.headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .matches(
            "__Host-known-device-id=[A-Za-z0-9_-]{43}; Path=/; Max-Age=31536000; Secure; HttpOnly;"
                + " SameSite=None");
    String device = browser.cookies().get("__Host-known-device-id");
    Expect.secret(inBrowser.tryPassword(email, PASSWORD));
    assertThat(browser.cookies()).containsEntry("__Host-known-device-id", device);
  }

  /** The hash of an older kind is replaced at a login: not when the password was, meanwhile. */
  @Test
  @AttackClass(15)
  void a_login_in_flight_does_not_bring_back_the_password_that_was_changed() throws Exception {
    String email = Users.newEmail();
    users.signUp(email);
    String of = " where profile_id = (select id from profile where email = '" + email + "')";
    server.sql("update password set hash = '" + ofAnotherKind(PASSWORD) + "'" + of);
    try (Connection database = TestDatabase.connect(server.databaseUrl());
        Statement statement = database.createStatement();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      database.setAutoCommit(false);
      statement.execute("select 1 from password" + of + " for update");
      Future<Answer> login = threads.submit(() -> users.tryPassword(email, PASSWORD));
      awaitOneThatWaits();
      statement.execute(
          "update password set changed_at = now(), hash = '" + ofAnotherKind(NEW) + "'" + of);
      database.commit();
      assertThat(login.get().status()).isEqualTo(403);
    }

    Expect.secret(users.tryPassword(email, NEW));
    Expect.wrongPassword(users.tryPassword(email, PASSWORD));
  }

  private static String ofAnotherKind(String password) {
    try (var hasher = new PasswordHasher(new Parameters(16, 1, 1), new SecureRandom())) {
      return hasher.hash(password);
    }
  }

  private void awaitOneThatWaits() {
    String waiting =
        "select count(*) from pg_stat_activity where datname = current_database() and"
            + " wait_event_type = 'Lock'";
    Instant end = Instant.now().plusSeconds(20);
    while (!server.sql(waiting).equals("1") && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    assertThat(server.sql(waiting)).isEqualTo("1");
  }
}
