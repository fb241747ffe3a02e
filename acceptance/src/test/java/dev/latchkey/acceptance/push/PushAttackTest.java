package dev.latchkey.acceptance.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.PushDevice;
import dev.latchkey.testkit.TestConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What must not step a session up, and where a subscription must not lead (Access API contract
 * sections 8 and 10; attack classes 17, 24, 26, 27, 29 and 33).
 */
class PushAttackTest extends PushContract {

  /** The third is like the first, but calls nobody inside. */
  @Override
  TestConfig config() {
    TestConfig config = TestConfig.twoTenants().alsoTenant("guarded");
    withPush(config, 0, "localhost");
    withPush(config, 1, "other.localhost");
    return withPush(config, 2, "guarded.localhost").set("/tenants/2/outbound", Map.of());
  }

  private record Scene(Person person, PushDevice device, String id, JsonNode asked) {}

  private Scene scene() {
    Person enrolled = steppedUp();
    PushDevice device = authy(enrolled);
    Person person = login(enrolled.email());
    String id = started(person, "AUTHY");
    return new Scene(person, device, id, device.challenge());
  }

  private void assertNothingHappened(Scene scene, Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isIn(400, 401, 404);
    assertThat(status(scene.person(), "AUTHY", scene.id()).path("status").asString())
        .isEqualTo("INITIATED");
    assertThat(isSteppedUp(scene.person())).isFalse();
  }

  private Answer answerWith(Scene scene, Map<String, ?> changed) {
    Map<String, Object> claims = scene.device().answerClaims(scene.asked(), "APPROVE");
    claims.putAll(changed);
    return scene
        .device()
        .answer(scene.asked(), "APPROVE", scene.device().sign("push-answer+jwt", claims), null);
  }

  @Test
  @AttackClass(17)
  void attack_17_a_forged_signature_approves_nothing() {
    Scene scene = scene();
    assertNothingHappened(scene, scene.device().impostor().answer(scene.asked(), "APPROVE"));
    String proof =
        scene
            .device()
            .sign("push-answer+jwt", scene.device().answerClaims(scene.asked(), "APPROVE"));
    assertNothingHappened(
        scene,
        scene
            .device()
            .answer(
                scene.asked(), "APPROVE", proof.substring(0, proof.length() - 4) + "AAAA", null));
    assertThat(scene.device().answer(scene.asked(), "APPROVE").status()).isEqualTo(204);
  }

  @Test
  @AttackClass(17)
  void attack_17_what_is_signed_is_this_challenge_this_decision_and_this_minute() {
    Scene scene = scene();
    assertNothingHappened(scene, answerWith(scene, Map.of("challenge", "7730018264490213")));
    assertNothingHappened(scene, answerWith(scene, Map.of("decision", "DENY")));
    assertNothingHappened(scene, answerWith(scene, Map.of("aud", "https://evil.example")));
    assertNothingHappened(scene, answerWith(scene, Map.of("nonce", "A".repeat(75))));
    assertNothingHappened(
        scene,
        answerWith(scene, Map.of("exp", scene.asked().path("nonceExpiresAt").asLong() + 3600)));
    server.clock().advance(Duration.ofSeconds(60));
    assertNothingHappened(scene, scene.device().answer(scene.asked(), "APPROVE"));
    JsonNode fresh = scene.device().challenge();
    assertThat(scene.device().answer(fresh, "APPROVE").status()).isEqualTo(204);
  }

  @Test
  @AttackClass(17)
  void attack_17_an_answer_is_good_once_and_for_its_own_challenge() {
    Scene scene = scene();
    String proof =
        scene
            .device()
            .sign("push-answer+jwt", scene.device().answerClaims(scene.asked(), "APPROVE"));
    assertThat(scene.device().answer(scene.asked(), "APPROVE", proof, null).status())
        .isEqualTo(204);
    assertThat(
            scene.device().answer(scene.asked(), "APPROVE", proof, null).text("error_message_key"))
        .isEqualTo("error.flow.state");

    Person again = login(scene.person().email());
    String id = started(again, "AUTHY");
    JsonNode asked = scene.device().challenge();
    assertThat(scene.device().answer(asked, "APPROVE", proof, null).status()).isEqualTo(401);
    assertThat(status(again, "AUTHY", id).path("status").asString()).isEqualTo("INITIATED");
  }

  @Test
  @AttackClass(17)
  void attack_17_nobody_else_s_device_answers_or_sees_the_question() {
    Scene scene = scene();
    PushDevice stranger = authy(steppedUp());

    assertThat(stranger.challenges().json().path("challenges")).isEmpty();
    assertNothingHappened(scene, stranger.answer(scene.asked(), "APPROVE"));
    assertNothingHappened(scene, stranger.answer(scene.asked(), "DENY"));
    assertThat(status(steppedUp(), "AUTHY", scene.id()).path("code").asString(""))
        .isEqualTo("NOT_FOUND");
  }

  @Test
  @AttackClass(17)
  void attack_17_a_device_of_the_weaker_channel_does_not_answer_for_the_stronger() {
    Person enrolled = steppedUp();
    PushDevice weak = authy(enrolled);
    Authenticator authenticator = authenticator();
    PushDevice strong = biometric(enrolled, authenticator);
    Person person = login(enrolled.email());
    started(person, "BIOMETRIC");

    assertThat(weak.challenges().json().path("challenges")).isEmpty();
    JsonNode asked = strong.challenge();
    assertThat(weak.answer(asked, "APPROVE").status()).isEqualTo(401);
    assertThat(isSteppedUp(person)).isFalse();
  }

  @Test
  @AttackClass(26)
  void attack_26_a_biometric_approval_needs_the_device_s_own_passkey_and_its_user() {
    Person enrolled = steppedUp();
    Authenticator authenticator = authenticator();
    PushDevice device = biometric(enrolled, authenticator);
    Authenticator others = authenticator();
    biometric(enrolled, others);
    Person person = login(enrolled.email());
    started(person, "BIOMETRIC");
    JsonNode asked = device.challenge();

    assertThat(device.answer(asked, "APPROVE").text("error_message_key"))
        .isEqualTo("error.webauthn.failed");
    assertThat(device.answer(asked, "APPROVE", others).status()).isEqualTo(401);
    assertThat(device.answer(asked, "APPROVE", authenticator.copy().verifyingUser(false)).status())
        .isEqualTo(401);
    assertThat(
            device
                .answer(asked, "APPROVE", authenticator.copy().at("https://evil.example"))
                .status())
        .isEqualTo(403);
    assertThat(
            device.answer(asked, "APPROVE", authenticator.copy().flippingSignature(true)).status())
        .isEqualTo(401);
    JsonNode other = device.challenge();
    assertThat(
            device
                .answer(
                    asked,
                    "APPROVE",
                    device.sign("push-answer+jwt", device.answerClaims(asked, "APPROVE")),
                    authenticator.get(other.path("passkey")))
                .status())
        .isEqualTo(401);
    assertThat(isSteppedUp(person)).isFalse();

    assertThat(device.answer(asked, "APPROVE", authenticator).status()).isEqualTo(204);
  }

  @Test
  @AttackClass(26)
  void attack_26_a_biometric_device_is_not_linked_without_a_user_who_is_there() {
    Person person = steppedUp();
    String code = linkingCode(person);
    assertThat(device().link(code, null).text("error_message_key"))
        .isEqualTo("error.webauthn.failed");
    assertThat(device().link(code, authenticator().verifyingUser(false)).status()).isEqualTo(401);
    assertThat(device().link(code, authenticator().at("https://evil.example")).status())
        .isEqualTo(403);
    assertThat(device().link(code, authenticator()).status()).isEqualTo(200);
  }

  @Test
  @AttackClass(13)
  void attack_13_a_password_alone_gets_no_second_factor_past_the_device() {
    Person enrolled = steppedUp();
    PushDevice device = authy(enrolled);
    String where = "where email = '" + enrolled.email() + "'";
    server.sql(
        "delete from mfa_credential where profile_id = (select id from profile " + where + ")");
    server.sql("update profile set factors = array_remove(factors, 'sms') " + where);

    Person person = login(enrolled.email());
    Answer answer = person.access().post("/multi/authentication_factors/otp/SMS");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("errorCode")).isEqualTo("STEP_UP_REQUIRED");

    assertThat(device.unlink().status()).isEqualTo(204);
    assertThat(server.sql("select factors::text from profile " + where)).isEqualTo("{}");
    stepUpAgain(person);
  }

  private static void stepUpAgain(Person person) {
    assertThat(person.access().post("/multi/authentication_factors/otp/SMS").status())
        .isEqualTo(204);
  }

  @Test
  @AttackClass(24)
  void attack_24_what_authenticates_a_request_is_no_answer_and_the_other_way_round() {
    Scene scene = scene();
    PushDevice device = scene.device();
    assertNothingHappened(
        scene,
        device.answer(
            scene.asked(),
            "APPROVE",
            device.sign("device-request+jwt", device.answerClaims(scene.asked(), "APPROVE")),
            null));
    String request = device.request("GET", "/device/v1/challenges", null, server.clock().instant());
    Http http = this.http.with("Authorization", "Device " + request);
    assertThat(http.get("/device/v1/challenges").status()).isEqualTo(200);
    assertThat(http.delete("/device/v1/devices/" + device.id()).status()).isEqualTo(401);
    assertThat(
            http.send(
                    "PUT", "/device/v1/devices/" + device.id() + "/push", "application/json", "{}")
                .status())
        .isEqualTo(401);
    server.clock().advance(Duration.ofSeconds(61));
    assertThat(http.get("/device/v1/challenges").status()).isEqualTo(401);
    assertThat(
            this.http
                .with("Authorization", "Device not.a.token")
                .get("/device/v1/challenges")
                .status())
        .isEqualTo(401);
    assertThat(this.http.get("/device/v1/challenges").status()).isEqualTo(401);
  }

  @Test
  @AttackClass(29)
  void attack_29_a_device_of_one_tenant_is_nobody_at_another() {
    Scene scene = scene();
    Http other = http.with("Host", "other.localhost");
    PushDevice there = scene.device().at(other);

    assertThat(there.challenges().status()).isEqualTo(401);
    assertThat(there.answer(scene.asked(), "APPROVE").status()).isEqualTo(404);
    String code = linkingCode(steppedUp());
    assertThat(device().at(other).options(code).status()).isEqualTo(401);
    assertThat(other.get("/device/v1/push-key").text("publicKey"))
        .isNotEqualTo(http.get("/device/v1/push-key").text("publicKey"));
  }

  @Test
  @AttackClass(27)
  void attack_27_a_subscription_leads_nowhere_but_to_the_public_web() {
    Person enrolled = steppedUp();
    PushDevice device = authy(enrolled);
    // As the third tenant has it: it may call nobody inside.
    Http guarded = http.with("Host", "guarded.localhost");
    PushDevice there = new PushDevice(guarded, outside, server.clock());
    for (String endpoint :
        List.of(
            outside.url("/inside"),
            "http://169.254.169.254/latest/meta-data",
            "ftp://push.example.net/1",
            "https://user@push.example.net/1",
            "https://push.example.net/" + "a".repeat(2100))) {
      Map<String, Object> body = there.linkBody("a code that is not even looked at");
      body.put("push", there.subscriptionAt(endpoint));
      Answer answer = there.link(body);
      assertThat(answer.status()).as(endpoint).isEqualTo(400);
      assertThat(answer.text("/error_details/0/field")).startsWith("push.endpoint");
    }

    // What is only found out when it is called: a name, a redirect.
    outside.answer(device.path(), HookReceiver.Reply.redirect(outside.url("/inside")));
    started(enrolled, "AUTHY");
    device.awaitPush();
    await("select count(*) from push_wakeup where device_id = '" + device.id() + "'", "0");
    assertThat(outside.calls("/inside", call -> true)).isEmpty();
  }

  private void await(String query, String expected) {
    Instant end = Instant.now().plusSeconds(20);
    while (!server.sql(query).equals(expected) && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    assertThat(server.sql(query)).isEqualTo(expected);
  }

  @Test
  @AttackClass(33)
  void attack_33_everything_that_devices_send_has_a_bound() {
    PushDevice device = device();
    Map<String, Object> body = device.linkBody("x".repeat(65));
    assertThat(device.link(body).status()).isEqualTo(400);
    body = device.linkBody("code");
    body.put("name", "n".repeat(61));
    assertThat(device.link(body).status()).isEqualTo(400);
    body = device.linkBody("code");
    body.put("publicKey", Map.of("kty", "EC", "crv", "P-256", "x", "AAAA", "y", "AAAA"));
    assertThat(device.link(body).status()).isEqualTo(400);
    body.put("publicKey", Map.of("kty", "oct", "k", "AAAA"));
    assertThat(device.link(body).status()).isEqualTo(400);
    assertThat(
            http.post(
                    "/device/v1/challenges/1/answer",
                    Map.of("decision", "APPROVE", "proof", "p".repeat(4097)))
                .status())
        .isEqualTo(400);
    assertThat(
            http.post("/device/v1/challenges/1/answer", Map.of("decision", "MAYBE", "proof", "p"))
                .status())
        .isEqualTo(400);
    for (String number : List.of("0", "99999999999999999999", "x", "-1")) {
      assertThat(
              http.post(
                      "/device/v1/challenges/" + number + "/answer",
                      Map.of("decision", "DENY", "proof", "p"))
                  .status())
          .isEqualTo(404);
    }
  }
}
