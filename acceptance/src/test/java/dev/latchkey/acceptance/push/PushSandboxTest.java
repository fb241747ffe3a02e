package dev.latchkey.acceptance.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Push without a device, in a sandbox alone (Access API contract section 7). */
class PushSandboxTest extends PushContract {

  @Override
  TestConfig config() {
    TestConfig config = TestConfig.twoTenants();
    withPush(config, 0, "localhost").set("/tenants/0/access/sandbox", true);
    return withPush(config, 1, "other.localhost");
  }

  private Answer simulate(Person person, String id, String how) {
    String user =
        server.sql("select public_no from profile where email = '" + person.email() + "'");
    return person
        .access()
        .without("api-key")
        .with("programme-key", KEY)
        .post("/simulate/api/factors/" + user + "/challenges/" + id + "/" + how, Map.of());
  }

  /** Nothing is sent in a sandbox: every code is the same. */
  @Override
  void stepUp(Person person) {
    person.access().post("/multi/authentication_factors/otp/SMS");
    assertThat(
            person
                .access()
                .post(
                    "/multi/authentication_factors/otp/SMS/verify",
                    Map.of("verificationCode", "123456"))
                .status())
        .isEqualTo(204);
  }

  private Person enrolled() {
    Person person = steppedUp();
    assertThat(person.access().post("/multi/authentication_factors/push/AUTHY").status())
        .isEqualTo(204);
    return login(person.email());
  }

  @Test
  void a_device_that_is_not_there_approves() {
    Person person = enrolled();
    String id = started(person, "AUTHY");

    assertThat(simulate(person, id, "verify_success").text("code")).isEqualTo("COMPLETED");

    assertThat(isSteppedUp(person)).isTrue();
    assertThat(told("/stepup/watch", id).path("status").asString()).isEqualTo("VERIFIED");
    assertThat(simulate(person, id, "verify_success").text("code")).isEqualTo("DENIED");
  }

  @Test
  void a_device_that_is_not_there_denies_and_sleeps() {
    Person person = enrolled();
    String denied = started(person, "AUTHY");
    assertThat(simulate(person, denied, "verify_invalid").text("code")).isEqualTo("COMPLETED");
    assertThat(told("/stepup/watch", denied).path("status").asString()).isEqualTo("DECLINED");
    String slept = started(person, "AUTHY");
    assertThat(simulate(person, slept, "verify_expired").text("code")).isEqualTo("COMPLETED");
    assertThat(told("/stepup/watch", slept).path("status").asString()).isEqualTo("EXPIRED");
    assertThat(isSteppedUp(person)).isFalse();
  }

  @Test
  void a_question_that_nobody_answers_is_told_of_the_identity_that_it_was_for() {
    Person person = steppedUp();
    assertThat(person.access().post("/multi/authentication_factors/push/AUTHY").status())
        .isEqualTo(204);
    String consumer = person.id();
    Answer company =
        person
            .access()
            .post(
                "/multi/corporates",
                AccessClient.corporate(person.email(), Users.newPhoneNumber()));
    assertThat(company.status()).as(company.toString()).isEqualTo(200);
    Person asConsumer = as(person, "CONSUMER", consumer);
    // Chosen last, so it is the default one.
    as(person, "CORPORATE", company.text("/id/id"));

    String id = started(asConsumer, "AUTHY");
    server.clock().advance(Duration.ofMinutes(5));

    JsonNode told = told("/stepup/watch", id);
    assertThat(told.path("status").asString()).isEqualTo("EXPIRED");
    assertThat(told.at("/identity/id").asString()).isEqualTo(consumer);
  }

  private Person as(Person person, String type, String identity) {
    Answer answer =
        person
            .access()
            .post("/multi/access_token", Map.of("identity", Map.of("type", type, "id", identity)));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return new Person(person.email(), person.access().bearer(answer.text("token")));
  }

  @Test
  void nobody_answers_for_somebody_else_or_without_the_key() {
    Person person = enrolled();
    String id = started(person, "AUTHY");
    Person other = enrolled();

    assertThat(simulate(other, id, "verify_success").text("code")).isEqualTo("DENIED");
    String user =
        server.sql("select public_no from profile where email = '" + person.email() + "'");
    String path = "/simulate/api/factors/" + user + "/challenges/" + id + "/verify_success";
    Http access = other.access().without("api-key");
    assertThat(access.with("programme-key", KEY).post(path, Map.of()).status()).isEqualTo(404);
    assertThat(access.with("programme-key", "x").post(path, Map.of()).status()).isEqualTo(401);
    assertThat(http.with("programme-key", KEY).post(path, Map.of()).status()).isEqualTo(401);
    assertThat(isSteppedUp(person)).isFalse();
  }

  @Test
  void there_is_no_simulator_outside_of_a_sandbox() {
    Answer answer =
        http.with("Host", "other.localhost")
            .with("programme-key", KEY)
            .bearer("au_x")
            .post("/simulate/api/factors/1/challenges/1/verify_success", Map.of());
    assertThat(answer.status()).isEqualTo(404);
  }
}
