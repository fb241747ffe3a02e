package dev.latchkey.acceptance.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.HookReceiver.Reply;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.PushDevice;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Enrolment, step-up and login on a device (Access API contract sections 2.5, 5.1, 5.4, 5.5, 8 and
 * 10; acceptance 19).
 */
class PushStepUpTest extends PushContract {

  private String factors(Person person) {
    return person
        .access()
        .get("/multi/authentication_factors")
        .json()
        .path("factors")
        .valueStream()
        .map(factor ->
            factor.path("type").asString()
                + "/"
                + factor.path("channel").asString()
                + " "
                + factor.path("status").asString())
        .collect(Collectors.joining(", "));
  }

  // --- Enrolment ---------------------------------------------------------------------------------

  @Test
  void enrolment_needs_a_step_up() {
    Person person = person();
    for (String channel : List.of("AUTHY", "BIOMETRIC")) {
      Answer answer = person.access().post("/multi/authentication_factors/push/" + channel);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text("errorCode")).isEqualTo("STEP_UP_REQUIRED");
    }
  }

  @Test
  void a_device_is_linked_by_an_address_that_the_user_is_sent() {
    Person person = steppedUp();
    assertThat(person.access().post("/multi/authentication_factors/push/AUTHY").status())
        .isEqualTo(204);
    assertThat(factors(person)).isEqualTo("OTP/SMS ACTIVE, PUSH/AUTHY PENDING_VERIFICATION");

    PushDevice device = device();
    String code = sentCode(person);
    Answer options = device.options(code);
    assertThat(options.text("channel")).isEqualTo("AUTHY");
    assertThat(options.text("user")).isEqualTo(person.email());
    assertThat(options.json().has("passkey")).isFalse();
    assertThat(device.link(code, null).status()).isEqualTo(200);

    assertThat(factors(person)).isEqualTo("OTP/SMS ACTIVE, PUSH/AUTHY ACTIVE");
    JsonNode told =
        outside
            .await(
                "/hooks/authentication_factors/watch",
                call -> call.text().contains("AUTHY") && call.text().contains(userNo(person)))
            .json();
    assertThat(told.path("status").asString()).isEqualTo("ACTIVE");
    assertThat(conflict(person.access().post("/multi/authentication_factors/push/AUTHY")))
        .isEqualTo("CHANNEL_ALREADY_REGISTERED");
  }

  private String userNo(Person person) {
    return server.sql("select public_no from profile where email = '" + person.email() + "'");
  }

  @Test
  void a_linking_code_is_good_for_one_device_and_ten_minutes() {
    Person person = steppedUp();
    String code = linkingCode(person);
    assertThat(device().link(code.toUpperCase(Locale.ROOT), authenticator()).status())
        .isEqualTo(200);
    assertThat(device().link(device().linkBody(code)).status()).isEqualTo(401);

    String old = linkingCode(person);
    String newest = linkingCode(person);
    assertThat(device().options(old).status()).isEqualTo(401);
    server.clock().advance(Duration.ofMinutes(10));
    assertThat(device().options(newest).status()).isEqualTo(401);
    assertThat(
            server.sql(
                "select count(*) from flow where encode(handle_hash, 'escape') like '%"
                    + newest
                    + "%'"))
        .isEqualTo("0");
  }

  @Test
  void a_device_that_is_linked_is_asked_before_it_approves_with_a_tap() {
    Person person = steppedUp();
    Authenticator authenticator = authenticator();
    PushDevice device = biometric(person, authenticator);

    assertThat(person.access().post("/multi/authentication_factors/push/AUTHY").status())
        .isEqualTo(204);
    JsonNode asked = device.challenge();
    assertThat(asked.path("purpose").asString()).isEqualTo("ENROLMENT");
    assertThat(device.answer(asked, "APPROVE").status()).isEqualTo(401);
    assertThat(device.answer(asked, "DENY").status()).isEqualTo(204);
    assertThat(factors(person)).contains("PUSH/AUTHY INACTIVE");

    assertThat(person.access().post("/multi/authentication_factors/push/AUTHY").status())
        .isEqualTo(204);
    assertThat(device.answer(device.challenge(), "APPROVE", authenticator).status()).isEqualTo(204);
    assertThat(factors(person)).contains("PUSH/AUTHY ACTIVE", "BIOMETRIC/BIOMETRIC ACTIVE");
  }

  @Test
  void a_user_has_no_more_devices_than_the_tenant_allows() {
    Person person = steppedUp();
    for (int i = 0; i < 5; i++) {
      biometric(person, authenticator());
    }
    assertThat(conflict(person.access().post("/multi/authentication_factors/push/BIOMETRIC")))
        .isEqualTo("ENROLMENT_LIMIT_EXCEEDED");
  }

  @Test
  void unlinking_takes_the_devices_of_the_channel() {
    Person person = steppedUp();
    PushDevice device = authy(person);
    started(person, "AUTHY");
    Http access = person.access();

    assertThat(access.delete("/multi/authentication_factors/push/AUTHY").status()).isEqualTo(204);

    assertThat(factors(person)).contains("PUSH/AUTHY INACTIVE");
    assertThat(device.challenges().status()).isEqualTo(401);
    assertThat(conflict(start(person, "AUTHY"))).isEqualTo("CHANNEL_NOT_REGISTERED");
    assertThat(conflict(access.delete("/multi/authentication_factors/push/AUTHY")))
        .isEqualTo("CHANNEL_NOT_REGISTERED");
  }

  @Test
  void a_device_unlinks_itself() {
    Person person = steppedUp();
    PushDevice device = authy(person);
    assertThat(device.unlink().status()).isEqualTo(204);
    assertThat(device.challenges().status()).isEqualTo(401);
    assertThat(factors(person)).contains("PUSH/AUTHY INACTIVE");
  }

  @Test
  void a_passkey_that_is_removed_takes_its_device_along() {
    Person person = steppedUp();
    PushDevice device = biometric(person, authenticator());
    server.sql(
        "delete from passkey where profile_id = (select id from profile where email = '"
            + person.email()
            + "')");
    assertThat(device.challenges().status()).isEqualTo(401);
    assertThat(factors(person)).contains("BIOMETRIC/BIOMETRIC INACTIVE");
  }

  // --- Step-up -----------------------------------------------------------------------------------

  @Test
  void a_push_wakes_the_device_and_its_approval_steps_the_session_up() {
    Person enrolled = steppedUp();
    PushDevice device = authy(enrolled);
    Person person = login(enrolled.email());
    assertThat(isSteppedUp(person)).isFalse();

    String id = started(person, "AUTHY");

    JsonNode push = device.awaitPush();
    assertThat(push.path("challenge").asString()).isEqualTo(id);
    assertThat(push.propertyNames()).containsExactly("challenge");
    JsonNode asked = device.challenge();
    assertThat(asked.path("id").asString()).isEqualTo(id);
    assertThat(asked.path("purpose").asString()).isEqualTo("STEP_UP");
    assertThat(asked.path("asker").asString()).isEqualTo("spa");
    assertThat(asked.path("ip").asString()).isEqualTo("127.0.0.1");
    assertThat(asked.path("number").asString()).matches("[1-9][0-9]");
    JsonNode waiting = status(person, "AUTHY", id);
    assertThat(waiting.path("status").asString()).isEqualTo("INITIATED");
    assertThat(waiting.path("number")).isEqualTo(asked.path("number"));

    assertThat(device.answer(asked, "APPROVE").status()).isEqualTo(204);

    assertThat(status(person, "AUTHY", id).path("status").asString()).isEqualTo("VERIFIED");
    assertThat(isSteppedUp(person)).isTrue();
    JsonNode told = told("/stepup/watch", id);
    assertThat(told.path("status").asString()).isEqualTo("VERIFIED");
    assertThat(told.path("type").asString()).isEqualTo("AUTHY");
    assertThat(told.has("authToken")).isFalse();
    assertThat(device.challenges().json().path("challenges")).isEmpty();
  }

  @Test
  void the_tokens_of_the_session_say_how_it_was_stepped_up() {
    Person enrolled = steppedUp();
    Authenticator authenticator = authenticator();
    PushDevice device = biometric(enrolled, authenticator);
    Person person = login(enrolled.email());
    started(person, "BIOMETRIC");
    assertThat(device.answer(device.challenge(), "APPROVE", authenticator).status()).isEqualTo(204);

    assertThat(
            server.sql(
                "select array_to_string(amr, ' ') from session where profile_id = (select id from"
                    + " profile where email = '"
                    + person.email()
                    + "') order by created_at desc limit 1"))
        .isEqualTo("pwd swk webauthn mfa");
  }

  @Test
  void a_denial_ends_it_and_changes_nothing() {
    Person enrolled = steppedUp();
    PushDevice device = authy(enrolled);
    Person person = login(enrolled.email());
    String id = started(person, "AUTHY");
    JsonNode asked = device.challenge();

    assertThat(device.answer(asked, "DENY").status()).isEqualTo(204);

    assertThat(isSteppedUp(person)).isFalse();
    assertThat(status(person, "AUTHY", id).path("status").asString()).isEqualTo("DECLINED");
    assertThat(told("/stepup/watch", id).path("status").asString()).isEqualTo("DECLINED");
    Answer late = device.answer(asked, "APPROVE");
    assertThat(late.text("error_message_key")).isEqualTo("error.flow.state");
    assertThat(isSteppedUp(person)).isFalse();
  }

  @Test
  void silence_ends_it_after_five_minutes() {
    Person enrolled = steppedUp();
    PushDevice device = authy(enrolled);
    Person person = login(enrolled.email());
    String id = started(person, "AUTHY");
    JsonNode asked = device.challenge();

    wait(person, Duration.ofMinutes(5));

    assertThat(status(person, "AUTHY", id).path("status").asString()).isEqualTo("EXPIRED");
    assertThat(device.challenges().json().path("challenges")).isEmpty();
    assertThat(device.answer(asked, "APPROVE").status()).isEqualTo(401);
    assertThat(told("/stepup/watch", id).path("status").asString()).isEqualTo("EXPIRED");
    assertThat(isSteppedUp(person)).isFalse();
    started(person, "AUTHY");
  }

  @Test
  @Requirement("ASVS 6.6.4")
  void one_is_under_way_at_a_time() {
    Person person = steppedUp();
    PushDevice device = authy(person);
    started(person, "AUTHY");
    assertThat(conflict(start(person, "AUTHY"))).isEqualTo("STATE_INVALID");
    device.answer(device.challenge(), "DENY");
    started(person, "AUTHY");
  }

  @Test
  void all_devices_are_woken_and_the_first_answer_decides() {
    Person enrolled = steppedUp();
    Authenticator phone = authenticator();
    PushDevice first = biometric(enrolled, phone);
    PushDevice second = biometric(enrolled, authenticator());
    Person person = login(enrolled.email());
    started(person, "BIOMETRIC");
    first.awaitPush();
    second.awaitPush();
    JsonNode toFirst = first.challenge();
    JsonNode toSecond = second.challenge();

    assertThat(second.answer(toSecond, "DENY").status()).isEqualTo(204);

    assertThat(first.answer(toFirst, "APPROVE", phone).text("error_message_key"))
        .isEqualTo("error.flow.state");
    assertThat(isSteppedUp(person)).isFalse();
  }

  @Test
  void without_a_device_there_is_nothing_to_begin() {
    Person person = person();
    assertThat(conflict(start(person, "AUTHY"))).isEqualTo("CHANNEL_NOT_REGISTERED");
    Answer unknown = start(person, "FAX");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.json().at("/syntaxErrors/invalidFields/0/params").toString())
        .isEqualTo("[\"AUTHY\",\"BIOMETRIC\"]");
    assertThat(person.access().get("/multi/stepup/challenges/push/AUTHY").status()).isEqualTo(405);
  }

  @Test
  @Requirement("ASVS 6.6.4")
  void nobody_is_asked_more_than_five_times_in_a_session_and_ten_in_an_hour() {
    Person person = steppedUp();
    PushDevice device = authy(person);
    for (int i = 0; i < 5; i++) {
      started(person, "AUTHY");
      device.answer(device.challenge(), "DENY");
    }
    assertThat(conflict(start(person, "AUTHY"))).isEqualTo("CHALLENGE_LIMIT_EXCEEDED");
    Person again = login(person.email());
    for (int i = 0; i < 5; i++) {
      started(again, "AUTHY");
      device.answer(device.challenge(), "DENY");
    }
    assertThat(conflict(start(login(person.email()), "AUTHY")))
        .isEqualTo("CHALLENGE_LIMIT_EXCEEDED");
    server.clock().advance(Duration.ofMinutes(61));
    started(login(person.email()), "AUTHY");
  }

  @Test
  void a_logout_takes_the_question_back() {
    Person enrolled = steppedUp();
    PushDevice device = authy(enrolled);
    Person person = login(enrolled.email());
    started(person, "AUTHY");
    JsonNode asked = device.challenge();
    person.access().post("/multi/logout");

    assertThat(device.challenges().json().path("challenges")).isEmpty();
    assertThat(device.answer(asked, "APPROVE").text("error_message_key"))
        .isEqualTo("error.flow.state");
  }

  @Test
  void a_session_takes_its_questions_along_however_it_ends() {
    Person enrolled = steppedUp();
    PushDevice device = authy(enrolled);
    Person person = login(enrolled.email());
    String id = started(person, "AUTHY");
    JsonNode asked = device.challenge();
    Map<String, Object> change =
        Map.of(
            "oldPassword",
            Map.of("value", Users.PASSWORD),
            "newPassword",
            Map.of("value", "An0ther-River-Stone"));
    assertThat(enrolled.access().post("/multi/passwords/update", change).status()).isEqualTo(200);

    assertThat(device.challenges().json().path("challenges")).isEmpty();
    assertThat(device.answer(asked, "APPROVE").text("error_message_key"))
        .isEqualTo("error.flow.state");
    // Withdrawn, of which nobody is told.
    server.clock().advance(Duration.ofMinutes(5));
    await("select state from challenge where public_no = " + id, "withdrawn");
    assertThat(
            outside.calls(
                "/hooks/stepup/watch",
                call -> call.json().path("challengeId").asString("").equals(id)))
        .isEmpty();
  }

  // --- Push services -----------------------------------------------------------------------------

  @Test
  void a_device_that_cannot_be_reached_asks_by_itself() {
    Person enrolled = steppedUp();
    PushDevice device = authy(enrolled);
    outside.answer(device.path(), Reply.of(410));
    started(enrolled, "AUTHY");
    device.awaitPush();
    await("select push_address is null from push_device where id = '" + device.id() + "'", "t");
    assertThat(device.answer(device.challenge(), "DENY").status()).isEqualTo(204);

    started(enrolled, "AUTHY");
    assertThat(device.answer(device.challenge(), "APPROVE").status()).isEqualTo(204);
    assertThat(outside.calls(device.path(), call -> true)).hasSize(1);
  }

  @Test
  void a_busy_push_service_is_asked_again() {
    Person person = steppedUp();
    PushDevice device = authy(person);
    outside.answer(
        device.path(),
        call -> Reply.of(outside.calls(device.path(), any -> true).size() < 2 ? 503 : 201));
    started(person, "AUTHY");
    device.awaitPush();
    await(
        "select attempts || ' ' || (available_at <= timestamptz '"
            + server.clock().instant()
            + "' + interval '2 s') from push_wakeup where device_id = '"
            + device.id()
            + "'",
        "1 true");
    server.clock().advance(Duration.ofSeconds(3));
    assertThat(device.awaitPush(2).has("challenge")).isTrue();
  }

  private void await(String query, String expected) {
    Instant end = Instant.now().plusSeconds(20);
    while (!server.sql(query).equals(expected) && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    assertThat(server.sql(query)).isEqualTo(expected);
  }

  @Test
  void a_device_moves_to_another_push_service() {
    Person person = steppedUp();
    PushDevice device = authy(person);
    assertThat(device.move(null).status()).isEqualTo(204);
    started(person, "AUTHY");
    assertThat(device.answer(device.challenge(), "DENY").status()).isEqualTo(204);
    assertThat(device.move(device.subscription()).status()).isEqualTo(204);
    started(person, "AUTHY");
    device.awaitPush();
    assertThat(outside.calls(device.path(), call -> true)).hasSize(1);
  }

  // --- Login -------------------------------------------------------------------------------------

  private Answer loginOnDevice(String email) {
    return http.with("api-key", KEY).post("/multi/login_via_biometrics", Map.of("email", email));
  }

  @Test
  void a_login_on_the_device_gives_the_client_a_token_that_is_stepped_up() {
    Person enrolled = steppedUp();
    Authenticator authenticator = authenticator();
    PushDevice device = biometric(enrolled, authenticator);

    Answer begun = loginOnDevice(enrolled.email());

    assertThat(begun.status()).as(begun.toString()).isEqualTo(200);
    String id = begun.text("challengeId");
    assertThat(device.awaitPush().path("challenge").asString()).isEqualTo(id);
    JsonNode asked = device.challenge();
    assertThat(asked.path("purpose").asString()).isEqualTo("LOGIN");
    assertThat(device.answer(asked, "APPROVE", authenticator).status()).isEqualTo(204);
    JsonNode told = told("/login/watch", id);
    assertThat(told.path("type").asString()).isEqualTo("BIOMETRIC");
    assertThat(told.path("status").asString()).isEqualTo("VERIFIED");
    Person person =
        new Person(
            enrolled.email(), http.with("api-key", KEY).bearer(told.path("authToken").asString()));
    assertThat(isSteppedUp(person)).isTrue();
    assertThat(
            server.sql(
                "select count(*) from webhook_delivery where event::text like '%"
                    + told.path("authToken").asString()
                    + "%'"))
        .isEqualTo("0");
  }

  @Test
  void a_login_that_is_begun_again_takes_the_place_of_the_one_before() {
    Person enrolled = steppedUp();
    PushDevice device = biometric(enrolled, authenticator());
    loginOnDevice(enrolled.email());
    String second = loginOnDevice(enrolled.email()).text("challengeId");
    assertThat(device.challenge().path("id").asString()).isEqualTo(second);
  }

  @Test
  void somebody_unknown_is_somebody_without_a_device() {
    Person person = person();
    assertThat(conflict(loginOnDevice(person.email()))).isEqualTo("CHANNEL_NOT_REGISTERED");
    assertThat(conflict(loginOnDevice("nobody@example.org"))).isEqualTo("CHANNEL_NOT_REGISTERED");
  }

  @Test
  @Requirement("ASVS 6.6.4")
  void three_denials_lock_logins_on_the_device_for_half_an_hour() {
    Person enrolled = steppedUp();
    PushDevice device = biometric(enrolled, authenticator());
    for (int i = 0; i < 3; i++) {
      String id = loginOnDevice(enrolled.email()).text("challengeId");
      device.answer(device.challenge(), "DENY");
      assertThat(told("/login/watch", id).path("status").asString()).isEqualTo("DECLINED");
    }
    assertThat(loginOnDevice(enrolled.email()).status()).isEqualTo(423);
    login(enrolled.email());
    server.clock().advance(Duration.ofMinutes(31));
    assertThat(loginOnDevice(enrolled.email()).status()).isEqualTo(200);
  }
}
