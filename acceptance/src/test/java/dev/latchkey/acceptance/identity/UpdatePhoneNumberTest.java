package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST update-phone-number}, {@code verify-phone-number} and {@code
 * send-phone-number-verification} (contract sections 8.4, 8.5, 8.8).
 */
class UpdatePhoneNumberTest extends IdentityContract {

  private static final String SCOPES = "openid profile email phone full_write";
  private static final String CHANGED = "Your phone number has been changed";

  @Override
  TestConfig config() {
    return demo()
        .alsoTenant("untemplated")
        .set("/tenants/1/messages/verify_phone_number", Map.of("enabled", false))
        .alsoTenant("limited")
        .set("/tenants/2/rate_limits/per_recipient", Map.of("requests", 1, "window", "10m"));
  }

  private Http user(String number) {
    Http user = http.bearer(tokenOf(SCOPES, Map.of("phone_number", number)));
    server.inbox().await(number, 1);
    return user;
  }

  private Http verified(String number) {
    Http user = user(number);
    Expect.nothing(verify(user, number, server.inbox().await(number, 1).code()));
    return user;
  }

  private static Answer update(Http user, String number) {
    return user.post(API + "update-phone-number", Map.of("phone_number", number));
  }

  private static Answer verify(Http user, String number, String code) {
    return user.post(
        API + "verify-phone-number", Map.of("phone_number", number, "verification_code", code));
  }

  private static String national(String number) {
    return "0" + number.substring(3);
  }

  private static void has(Http user, String number, boolean verified) {
    JsonNode profile = Expect.secret(user.get(API + "userinfo"));
    assertThat(profile.path("phone_number").asString()).isEqualTo(number);
    assertThat(profile.path("phone_number_verified").asBoolean()).isEqualTo(verified);
  }

  private static String wrong(String code) {
    return code.equals("000000") ? "000001" : "000000";
  }

  @Test
  void an_unverified_number_is_replaced_at_once_and_the_new_one_gets_a_code() {
    String email = Users.newEmail();
    Http user =
        http.bearer(
            tokenOf(SCOPES, Map.of("email", email, "phone_number", Users.newPhoneNumber())));
    server.inbox().await(email, 1);
    String number = Users.newPhoneNumber();

    JsonNode answer = Expect.secret(update(user, national(number)));

    assertThat(answer.path("phone_number").asString()).isEqualTo(number);
    assertThat(answer.path("phone_number_verified").asBoolean(true)).isFalse();
    String code = server.inbox().await(number, 1).code();
    assertThat(server.inbox().await(email, 2).subject()).isEqualTo(CHANGED);
    Expect.nothing(verify(user, national(number), code));
    has(user, number, true);
  }

  @Test
  void a_verified_number_stays_until_the_code_to_the_new_one_comes_back() {
    String old = Users.newPhoneNumber();
    String number = Users.newPhoneNumber();
    Http user = verified(old);

    assertThat(Expect.secret(update(user, number)).path("phone_number").asString()).isEqualTo(old);
    String code = server.inbox().await(number, 1).code();
    Expect.wrongCode(verify(user, number, wrong(code)));
    Expect.wrongCode(verify(user, old, code));
    has(user, old, true);
    Expect.nothing(verify(user, number, code));

    has(user, number, true);
    Expect.wrongCode(verify(user, number, code));
    String id = Expect.secret(user.get(API + "userinfo")).path("id").asString();
    assertThat(
            server.sql(
                "select string_agg(type, ' ' order by type) from event where profile_id = '"
                    + id
                    + "' and type like 'phone%'"))
        .isEqualTo("phone_number_updated phone_number_verified phone_number_verified");
  }

  @Test
  void the_same_number_gets_a_new_code_and_stays_as_it_is() {
    String number = Users.newPhoneNumber();
    Http user = user(number);
    Expect.secret(update(user, number));
    Expect.nothing(verify(user, number, server.inbox().await(number, 2).code()));

    Expect.secret(update(user, number));
    server.inbox().await(number, 3);
    has(user, number, true);
  }

  @Test
  void a_number_is_added_where_there_was_none() {
    String email = Users.newEmail();
    Http user = http.bearer(tokenOf(SCOPES, Map.of("email", email)));
    String number = Users.newPhoneNumber();

    Expect.secret(update(user, number));

    has(user, number, false);
    assertThat(server.inbox().await(email, 2).subject()).isEqualTo(CHANGED);
  }

  @Test
  void a_number_that_is_taken_is_refused_whether_the_old_one_is_verified_or_not() {
    String taken = Users.newPhoneNumber();
    users.signUp(Map.of("phone_number", taken));

    taken(update(user(Users.newPhoneNumber()), taken));
    taken(update(verified(Users.newPhoneNumber()), taken));
  }

  @Test
  void a_number_that_was_taken_meanwhile_is_refused_when_it_is_confirmed() {
    String old = Users.newPhoneNumber();
    String number = Users.newPhoneNumber();
    Http user = verified(old);
    Expect.secret(update(user, number));
    String code = server.inbox().await(number, 1).code();
    users.signUp(Map.of("phone_number", number));

    taken(verify(user, number, code));
    has(user, old, true);
  }

  private static void taken(Answer answer) {
    Expect.error(answer, 400, "phone_number_already_exists", "error.phoneNumber.alreadyInUse");
  }

  @Test
  void a_text_message_that_is_switched_off_is_missing_configuration() {
    Http there = tenant("untemplated");
    Http user =
        there.bearer(tokenOf(there, SCOPES, Map.of("phone_number", Users.newPhoneNumber())));

    for (Answer answer :
        List.of(
            update(user, Users.newPhoneNumber()),
            user.post(API + "send-phone-number-verification"))) {
      Expect.error(answer, 400, "missing_config", "error.config.missing");
    }
  }

  @Test
  void a_recipient_gets_so_many_text_messages_whoever_asks() {
    Http there = tenant("limited");
    String number = Users.newPhoneNumber();
    Http user = there.bearer(tokenOf(there, SCOPES, Map.of("phone_number", number)));

    limited(user.post(API + "send-phone-number-verification"));
    limited(update(user, number));
    limited(call(there, "account-recovery", TestConfig.SPA, Map.of("phone_number", number)));
    Expect.secret(update(user, Users.newPhoneNumber()));
  }

  private static void limited(Answer answer) {
    Expect.error(answer, 429, "rate_limit_reached", "error.rateLimit");
  }

  @Test
  void every_endpoint_needs_a_token_and_a_change_needs_the_scope() {
    String number = Users.newPhoneNumber();
    Map<String, String> body = Map.of("phone_number", number, "verification_code", "123456");
    for (String endpoint :
        List.of("update-phone-number", "verify-phone-number", "send-phone-number-verification")) {
      Expect.noToken(http.post(API + endpoint, body));
      Expect.badToken(http.bearer("nonsense").post(API + endpoint, body));
    }
    Http reader = http.bearer(tokenOf("openid phone", Map.of()));
    Expect.insufficientScope(update(reader, number));
    Expect.insufficientScope(verify(reader, number, "123456"));
  }

  @Test
  void what_is_sent_must_be_right() {
    Http user = user(Users.newPhoneNumber());

    Expect.invalid(user.post(API + "update-phone-number", Map.of()), "phone_number:missing");
    Expect.invalid(update(user, "12"), "phone_number:invalid");
    Expect.invalid(
        user.post(API + "verify-phone-number", Map.of()),
        "phone_number:missing",
        "verification_code:missing");
  }

  @Test
  void wrong_codes_count_for_the_number_so_a_new_code_brings_no_new_guesses() {
    String number = Users.newPhoneNumber();
    Http user = user(number);
    String code = server.inbox().await(number, 1).code();
    for (int i = 0; i < 5; i++) {
      Expect.wrongCode(verify(user, number, wrong(code)));
    }
    Expect.secret(update(user, number));
    String fresh = server.inbox().await(number, 2).code();

    Expect.error(verify(user, number, fresh), 429, "rate_limit_reached", "error.tooManyAttempts");
  }

  @Test
  void the_text_message_is_sent_again_until_the_number_is_verified() {
    String number = Users.newPhoneNumber();
    Http user = user(number);

    assertThat(sent(user)).isTrue();
    Expect.nothing(verify(user, number, server.inbox().await(number, 2).code()));
    assertThat(sent(user)).isFalse();
    assertThat(sent(http.bearer(tokenOf("openid", Map.of())))).as("no number").isFalse();
  }

  private static boolean sent(Http user) {
    return Expect.ok(user.post(API + "send-phone-number-verification"))
        .get("verification_code_sent")
        .asBoolean();
  }
}
