package dev.latchkey.acceptance.access;

import static dev.latchkey.acceptance.access.AccessLoginTest.conflict;
import static dev.latchkey.acceptance.access.AccessLoginTest.forbidden;
import static dev.latchkey.acceptance.access.AccessLoginTest.refused;
import static dev.latchkey.testkit.AccessClient.PASSWORD;
import static dev.latchkey.testkit.AccessClient.password;
import static dev.latchkey.testkit.AccessClient.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.AccessClient.Consumer;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Attack classes 9, 12, 13, 14, 28 and 29 at the Access API, as far as no test of a rule of its
 * contract tries them.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AccessAttackTest {

  private static final String START = "/stepup/challenges/otp/SMS";
  private static final String VERIFY = START + "/verify";
  private static final String NEW_PASSWORD = "N3w-Stone-Bridge";

  private TestServer server;
  private AccessClient client;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.twoTenants()
                .withAccess(0, Map.of())
                .withAccess(1, Map.of())
                .set("/tenants/0/legacy/password_expiry", "90d"));
    client = AccessClient.of(server);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** A user with an enrolled number. */
  private Consumer enrolled() {
    Consumer user = client.newConsumer();
    client.enrol(server, user);
    return user;
  }

  private AccessClient loggedIn(Consumer user) {
    return client.as(client.logIn(user.email()));
  }

  /** The code of a step-up that is begun now. */
  private String begun(Consumer user, AccessClient own) {
    int before = server.inbox().to(user.phoneNumber()).size();
    required(own.post(START), 204);
    return server.inbox().await(user.phoneNumber(), before + 1).code();
  }

  private static Map<String, Object> typed(String code) {
    return Map.of("verificationCode", code);
  }

  private static String wrong(String code) {
    return code.equals("000000") ? "000001" : "000000";
  }

  private static Map<String, Object> change(String from, String to) {
    return Map.of("oldPassword", password(from), "newPassword", password(to));
  }

  private static boolean isSteppedUp(AccessClient own) {
    return required(own.post("/access_token"), 200).text("status").equals("STEPPED_UP");
  }

  // 9

  @Test
  @AttackClass(9)
  void attack_9_the_old_password_of_a_change_is_guessed_no_more_often_than_that_of_a_login() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token());
    for (int i = 0; i < 3; i++) {
      conflict(own.post("/passwords/update", change("wrong", NEW_PASSWORD)), "PASSWORD_INCORRECT");
    }
    for (int i = 0; i < 2; i++) {
      refused(client.tryLogin(user.email(), "wrong"), 403);
    }
    refused(client.tryLogin(user.email(), PASSWORD), 423);
    conflict(own.post("/passwords/update", change(PASSWORD, NEW_PASSWORD)), "PASSWORD_INCORRECT");
  }

  @Test
  @AttackClass(9)
  void attack_9_tries_of_a_code_are_counted_over_all_tokens_of_the_login() {
    Consumer user = enrolled();
    AccessClient own = loggedIn(user);
    String code = begun(user, own);
    List<AccessClient> tokens = new ArrayList<>(List.of(own));
    for (int i = 0; i < 3; i++) {
      tokens.add(client.as(required(own.post("/access_token"), 200).text("token")));
    }
    List<String> answers =
        Together.run(24, i -> tokens.get(i % 4).post(VERIFY, typed(wrong(code))).text("errorCode"));
    assertThat(answers.stream().filter("CHALLENGE_LIMIT_EXCEEDED"::equals)).hasSize(20);
    tokens.forEach(token -> conflict(token.post(VERIFY, typed(code)), "CHALLENGE_LIMIT_EXCEEDED"));
    assertThat(isSteppedUp(own)).isFalse();
  }

  // 12

  /** A body that would succeed, were no field of it spoilt. */
  private record Step(AccessClient as, String path, Map<String, Object> body) {}

  @Test
  @AttackClass(12)
  void attack_12_no_step_succeeds_with_a_field_that_is_missing_or_nothing() {
    Consumer user = enrolled();
    AccessClient own = loggedIn(user);
    String code = begun(user, own);
    required(client.post("/passwords/lost_password/start", Map.of("email", user.email())), 204);
    Map<String, Object> lost =
        Map.of("email", user.email(), "nonce", "000000", "newPassword", password(NEW_PASSWORD));
    for (Step step :
        List.of(
            new Step(
                client,
                "/login_with_password",
                Map.of("email", user.email(), "password", password(PASSWORD))),
            new Step(own, VERIFY, typed(code)),
            new Step(own, "/passwords/update", change(PASSWORD, NEW_PASSWORD)),
            new Step(client, "/passwords/lost_password/resume", lost),
            new Step(
                client,
                "/users/" + user.id() + "/invite/consume",
                Map.of("inviteCode", "000000", "password", password(PASSWORD))),
            new Step(
                client,
                "/consumers/verification/email/verify",
                Map.of("email", user.email(), "verificationCode", "000000")),
            new Step(
                own,
                "/access_token",
                Map.of("identity", Map.of("type", "CONSUMER", "id", user.identity()))))) {
      for (String field : step.body().keySet()) {
        for (Object nothing :
            List.of("", " ", Map.of(), List.of(), false, 0, Map.of("value", ""))) {
          refusedWith(step, field, nothing);
        }
        // An exchange may name no identity: then it is the only one, which is the user's own.
        if (!step.path().equals("/access_token")) {
          refusedWith(step, field, null);
        }
      }
    }
    assertThat(isSteppedUp(own)).isFalse();
    required(own.post(VERIFY, typed(code)), 204);
    client.logIn(user.email());
  }

  private static void refusedWith(Step step, String field, @Nullable Object value) {
    Map<String, Object> spoilt = new LinkedHashMap<>(step.body());
    if (value == null) {
      spoilt.remove(field);
    } else {
      spoilt.put(field, value);
    }
    Answer answer = step.as().post(step.path(), spoilt);
    assertThat(answer.status()).as(step.path() + " " + spoilt + " " + answer).isEqualTo(400);
  }

  // 13

  @Test
  @AttackClass(13)
  void attack_13_no_token_that_stands_on_a_password_alone_does_what_wants_the_second_factor() {
    Consumer user = enrolled();
    List<String> tokens = new ArrayList<>();
    AccessClient own = loggedIn(user);
    tokens.add(required(own.post("/access_token"), 200).text("token"));
    tokens.add(
        required(own.post("/passwords/update", change(PASSWORD, NEW_PASSWORD)), 200).text("token"));

    server.sql("update profile set email_verified_at = now() where email = '" + user.email() + "'");
    required(client.post("/passwords/lost_password/start", Map.of("email", user.email())), 204);
    Waiting.until(() -> !nonce(user).isEmpty());
    tokens.add(
        required(
                client.post(
                    "/passwords/lost_password/resume",
                    Map.of(
                        "email",
                        user.email(),
                        "nonce",
                        nonce(user),
                        "newPassword",
                        password("An0ther-Stone-Bridge"))),
                200)
            .text("token"));
    mustStepUp(tokens.removeLast());
    tokens.forEach(token -> refused(client.as(token).get("/identities"), 401));

    server.clock().advance(Duration.ofDays(90));
    String expired = client.tryLogin(user.email(), "An0ther-Stone-Bridge").text("token");
    mustStepUp(
        required(
                client
                    .as(expired)
                    .post("/passwords/update", change("An0ther-Stone-Bridge", "Y3t-Another-Stone")),
                200)
            .text("token"));
    mustStepUp(required(client.tryLogin(user.email(), "Y3t-Another-Stone"), 200).text("token"));
  }

  /** Out of a mail, which comes beside notices in any order; empty while it has not come. */
  private String nonce(Consumer user) {
    return server.inbox().to(user.email()).stream()
        .map(Inbox.Message::text)
        .filter(text -> text.contains("nonce="))
        .map(text -> text.substring(text.indexOf("nonce=") + 6, text.indexOf("nonce=") + 12))
        .findFirst()
        .orElse("");
  }

  private void mustStepUp(String token) {
    AccessClient own = client.as(token);
    assertThat(isSteppedUp(own)).isFalse();
    AccessClient exchanged = client.as(required(own.post("/access_token"), 200).text("token"));
    for (AccessClient as : List.of(own, exchanged)) {
      forbidden(
          as.post("/users", Map.of("name", "Ann", "surname", "Onym", "email", Users.newEmail())),
          "STEP_UP_REQUIRED");
      for (String channel : List.of("AUTHY", "BIOMETRIC")) {
        String factor = "/authentication_factors/push/" + channel;
        forbidden(as.post(factor), "STEP_UP_REQUIRED");
        forbidden(as.send("DELETE", factor, null), "STEP_UP_REQUIRED");
      }
      forbidden(
          as.send(
              "PATCH",
              "/consumers",
              "{\"mobile\":{\"countryCode\":\"+33\",\"number\":\"612345678\"}}"),
          "STEP_UP_REQUIRED");
      forbidden(
          as.send("PATCH", "/consumers", "{\"email\":\"" + Users.newEmail() + "\"}"),
          "STEP_UP_REQUIRED");
    }
  }

  // 14

  @Test
  @AttackClass(14)
  void attack_14_of_several_uses_at_once_of_what_is_good_once_one_succeeds() {
    Consumer user = enrolled();
    AccessClient own = loggedIn(user);
    String code = begun(user, own);
    assertThat(Together.run(8, i -> own.post(VERIFY, typed(code)).status()))
        .containsOnlyOnce(204)
        .containsOnly(204, 409);

    server.clock().advance(Duration.ofDays(90));
    AccessClient expired = client.as(client.tryLogin(user.email(), PASSWORD).text("token"));
    List<Answer> changes =
        Together.run(
            6, i -> expired.post("/passwords/update", change(PASSWORD, "N3w-Stone-Bridge-" + i)));
    assertThat(changes.stream().map(Answer::status)).containsOnlyOnce(200);
    assertThat(
            server.sql(
                "select count(*) from session where ended_at is null and expires_at > '"
                    + server.clock().instant()
                    + "' and profile_id = (select id from profile where email = '"
                    + user.email()
                    + "')"))
        .isEqualTo("1");
  }

  @Test
  @AttackClass(14)
  void attack_14_a_token_that_is_given_while_its_login_ends_ends_with_it() {
    Consumer user = enrolled();
    for (int round = 0; round < 5; round++) {
      AccessClient own = loggedIn(user);
      List<Answer> answers =
          Together.run(6, i -> i == 0 ? own.post("/logout") : own.post("/access_token"));
      assertThat(answers.get(0).status()).isEqualTo(204);
      answers.stream()
          .skip(1)
          .filter(answer -> answer.status() == 200)
          .forEach(answer -> refused(client.as(answer.text("token")).get("/identities"), 401));
    }
  }

  // 28

  @Test
  @AttackClass(28)
  void attack_28_whose_it_is_says_the_token_and_nothing_else_in_the_request() {
    Consumer victim = enrolled();
    AccessClient theirs = loggedIn(victim);
    String code = begun(victim, theirs);
    Consumer attacker = enrolled();
    AccessClient own = loggedIn(attacker);
    String ownCode = begun(attacker, own);

    // The victim's code, identity and number, beside the attacker's own token.
    if (!ownCode.equals(code)) {
      conflict(own.post(VERIFY, named(victim, typed(code))), "VERIFICATION_CODE_INVALID");
    }
    refused(own.post("/access_token", named(victim, Map.of())), 403);
    required(own.post(VERIFY, named(victim, typed(ownCode))), 204);
    assertThat(isSteppedUp(own)).isTrue();
    assertThat(isSteppedUp(theirs)).isFalse();
    assertThat(own.get("/identities?id=" + victim.identity() + "&user_id=" + victim.id()).body())
        .contains(attacker.identity())
        .doesNotContain(victim.identity());
    for (String path : List.of("", "/invite", "/deactivate", "/activate")) {
      Answer answer =
          path.isEmpty()
              ? own.get("/users/" + victim.id())
              : own.post("/users/" + victim.id() + path);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
    }
    required(
        own.post("/passwords/update", named(victim, change(PASSWORD, "Attackers-0wn-Stone"))), 200);
    client.logIn(victim.email());
    required(own.post("/logout", named(victim, Map.of())), 204);
    required(theirs.get("/identities"), 200);
    required(theirs.post(VERIFY, typed(code)), 204);
  }

  private static Map<String, Object> named(Consumer victim, Map<String, Object> body) {
    Map<String, Object> named = new LinkedHashMap<>(body);
    named.put("identity", Map.of("type", "CONSUMER", "id", victim.identity()));
    named.put("credentials", Map.of("type", "ROOT", "id", victim.id()));
    named.put("email", victim.email());
    named.put("user_id", victim.id());
    named.put("token", victim.token());
    return named;
  }

  // 29

  @Test
  @AttackClass(29)
  void attack_29_a_code_a_reference_and_a_lock_are_of_one_tenant() {
    AccessClient there =
        client.with("Host", "other.localhost").with("api-key", AccessClient.KEY + 1);
    String email = Users.newEmail();
    Consumer here = client.newConsumer();
    for (int i = 0; i < 5; i++) {
      refused(there.tryLogin(here.email(), "wrong"), 403);
    }
    refused(there.tryLogin(here.email(), PASSWORD), 423);
    client.logIn(here.email());

    // One reference at two tenants is two requests.
    String number = Users.newPhoneNumber();
    String first =
        required(
                client
                    .with("idempotency-ref", email)
                    .post("/consumers", AccessClient.consumer(email, number)),
                200)
            .text("/id/id");
    Answer second =
        required(
            there
                .with("idempotency-ref", email)
                .post("/consumers", AccessClient.consumer(email, number)),
            200);
    assertThat(second.text("/id/id")).isNotEqualTo(first);
    assertThat(
            there
                .post("/passwords/" + here.id() + "/create", Map.of("password", password(PASSWORD)))
                .status())
        .isEqualTo(404);
  }
}
