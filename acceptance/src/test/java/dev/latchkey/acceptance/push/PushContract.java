package dev.latchkey.acceptance.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.PushDevice;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What tests of approval on a device share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PushContract {

  static final String PAGE = "https://id.example";
  static final String KEY = "an-api-key-of-the-tests-and-nobody-else-0123456789";

  /** Push services, and the client's webhooks. */
  final HookReceiver outside = HookReceiver.start();

  TestServer server;
  Http http;
  Users users;

  /** A user who is logged in at the Access API. */
  record Person(String email, Http access) {

    String id() {
      return access.get("/multi/identities").text("/0/id/id");
    }
  }

  @BeforeAll
  void start() {
    server = TestServer.start(config());
    http = server.http();
    users = new Users(http);
  }

  @AfterAll
  void stop() {
    server.close();
    outside.close();
  }

  TestConfig config() {
    return withPush(TestConfig.standard(), 0, "localhost");
  }

  /** The tenant with the Access API, push, passkeys on the server's own page, and calls to here. */
  TestConfig withPush(TestConfig config, int tenant, String host) {
    String at = "/tenants/" + tenant;
    String page = tenant == 0 ? PAGE : "https://" + host;
    return config
        .set(at + "/public_url", page)
        .set(at + "/hosts", List.of(host))
        .set(at + "/access/rate_limits", unlimited())
        .set(at + "/push", Map.of("contact", "mailto:operations@example.org"))
        .set(at + "/webauthn", Map.of("origins", List.of(page)))
        .set(at + "/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
        .set(
            TestConfig.client(tenant, TestConfig.SPA) + "/access_api",
            Map.of("api_keys", List.of(KEY), "webhook_url", outside.url("/hooks")));
  }

  /** The clock stands still: whatever is counted by the second would be counted forever. */
  private static Map<String, Object> unlimited() {
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
    return limits;
  }

  // --- People and devices ---------------------------------------------------------------------

  /** One who has logged in with a password, and has a verified address. */
  Person person() {
    String email = Users.newEmail();
    users.signUp(Map.of("email", email, "phone_number", Users.newPhoneNumber()));
    server.sql("update profile set email_verified_at = now() where email = '" + email + "'");
    return login(email);
  }

  Person login(String email) {
    Answer answer =
        http.with("api-key", KEY)
            .post(
                "/multi/login_with_password",
                Map.of("email", email, "password", Map.of("value", Users.PASSWORD)));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return new Person(email, http.with("api-key", KEY).bearer(answer.text("token")));
  }

  /** As above, and a second factor was shown in the session. */
  Person steppedUp() {
    Person person = person();
    stepUp(person);
    return person;
  }

  /** By the number, which is enrolled with it. */
  void stepUp(Person person) {
    assertThat(person.access().post("/multi/authentication_factors/otp/SMS").status())
        .isEqualTo(204);
    String phone =
        server.sql("select phone_number from profile where email = '" + person.email() + "'");
    // After the one of the sign-up.
    String code = new Inbox(http).await(phone, 2).code();
    Answer verified =
        person
            .access()
            .post("/multi/authentication_factors/otp/SMS/verify", Map.of("verificationCode", code));
    assertThat(verified.status()).as(verified.toString()).isEqualTo(204);
  }

  PushDevice device() {
    return new PushDevice(http, outside, server.clock());
  }

  /** A new code for a device of the channel BIOMETRIC. */
  String linkingCode(Person person) {
    Answer answer = person.access().post("/multi/authentication_factors/push/BIOMETRIC");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.text("linkingCode");
  }

  /** Has the person's device approve by its key alone: the address comes by text message. */
  PushDevice authy(Person person) {
    assertThat(person.access().post("/multi/authentication_factors/push/AUTHY").status())
        .isEqualTo(204);
    PushDevice device = device();
    Answer linked = device.link(sentCode(person), null);
    assertThat(linked.status()).as(linked.toString()).isEqualTo(200);
    return device;
  }

  /** The code in the address that the person was sent, to the number that was verified. */
  String sentCode(Person person) {
    String phone =
        server.sql("select phone_number from profile where email = '" + person.email() + "'");
    String text = new Inbox(http).await(phone, 3).text();
    return text.substring(text.indexOf("/device#") + 8).split("\\s", 2)[0];
  }

  /** Has the person's device approve with a passkey. */
  PushDevice biometric(Person person, Authenticator authenticator) {
    PushDevice device = device();
    Answer linked = device.link(linkingCode(person), authenticator);
    assertThat(linked.status()).as(linked.toString()).isEqualTo(200);
    return device;
  }

  Authenticator authenticator() {
    return new Authenticator(PAGE);
  }

  // --- Step-ups --------------------------------------------------------------------------------

  Answer start(Person person, String channel) {
    return person.access().post("/multi/stepup/challenges/push/" + channel);
  }

  /** Begins one; its number. */
  String started(Person person, String channel) {
    Answer answer = start(person, channel);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.text("id")).matches("[0-9]+");
    return answer.text("id");
  }

  JsonNode status(Person person, String channel, String id) {
    return person.access().get("/multi/stepup/challenges/push/" + channel + "/" + id).json();
  }

  /** Whether what needs a step-up is let through now. */
  boolean isSteppedUp(Person person) {
    Answer answer = person.access().post("/multi/authentication_factors/push/BIOMETRIC");
    if (answer.status() == 403) {
      assertThat(answer.text("errorCode")).isEqualTo("STEP_UP_REQUIRED");
    }
    return answer.status() != 403;
  }

  /** What the client's webhook is told of that challenge. */
  JsonNode told(String path, String id) {
    return outside
        .await("/hooks" + path, call -> call.json().path("challengeId").asString("").equals(id))
        .json();
  }

  String conflict(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
    return answer.text("errorCode");
  }

  /** Keeps the person's token alive for as long as that. */
  void wait(Person person, Duration duration) {
    Duration step = Duration.ofMinutes(4);
    Duration left = duration;
    while (left.compareTo(step) > 0) {
      server.clock().advance(step);
      person.access().get("/multi/identities");
      left = left.minus(step);
    }
    server.clock().advance(left);
    person.access().get("/multi/identities");
  }
}
