package dev.latchkey.acceptance.access;

import static dev.latchkey.acceptance.access.AccessLoginTest.refused;
import static dev.latchkey.testkit.AccessClient.KEY;
import static dev.latchkey.testkit.AccessClient.PASSWORD;
import static dev.latchkey.testkit.AccessClient.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.AccessClient.Consumer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Call;
import dev.latchkey.testkit.HookReceiver.Reply;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Access contract 1.11, 6 and 7: webhooks, and a sandbox in which nothing is sent. */
@TestInstance(Lifecycle.PER_CLASS)
class AccessNoticesTest {

  private HookReceiver hooks;
  private TestServer server;
  private AccessClient client;

  @BeforeAll
  void start() {
    hooks = HookReceiver.start();
    server =
        TestServer.start(
            TestConfig.standard()
                .withAccess(0, Map.of("sandbox", true))
                .set("/tenants/0/outbound/allow_private", List.of("127.0.0.1"))
                .set("/tenants/0/clients/8/access_api/webhook_url", hooks.url("/hooks/"))
                .alsoTenant("guarded")
                .withAccess(1, Map.of("sandbox", true))
                .set("/tenants/1/clients/8/access_api/webhook_url", hooks.url("/guarded/")));
    client = AccessClient.of(server);
  }

  @AfterAll
  void stop() {
    server.close();
    hooks.close();
  }

  private static String hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec((KEY + 0).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isOf(Call call, String field, Consumer user, String status) {
    return call.json().at("/" + field + "/id").asString("").equals(user.id())
        && call.json().path("status").asString("").equals(status);
  }

  @Test
  void a_login_is_told_whether_it_succeeded_or_not() {
    Consumer user = client.newConsumer();
    refused(client.tryLogin(user.email(), "wrong"), 403);
    refused(client.tryLogin(Users.newEmail(), "wrong"), 403);
    Call declined =
        hooks.await("/hooks/login/watch", call -> isOf(call, "credential", user, "DECLINED"));
    assertThat(declined.json().path("type").asString("")).isEqualTo("PASSWORD");
    assertThat(declined.json().at("/identity/id").asString("")).isEqualTo(user.identity());
    Call verified =
        hooks.await("/hooks/login/watch", call -> isOf(call, "credential", user, "VERIFIED"));
    String time = verified.header("published-timestamp");
    assertThat(time).isEqualTo(verified.json().path("publishedTimestamp").asString(""));
    assertThat(verified.header("signature")).isEqualTo(hmac(time));
    assertThat(verified.header("signature-v2"))
        .isEqualTo(hmac(verified.header("call-ref") + verified.text() + time));
  }

  @Test
  void list_16_in_a_sandbox_every_code_is_the_same_and_nothing_is_sent() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token());
    Map<String, Object> code = Map.of("verificationCode", "123456");
    required(own.post("/authentication_factors/otp/SMS"), 204);
    required(own.post("/authentication_factors/otp/SMS/verify", code), 204);
    AccessClient later = client.as(client.logIn(user.email()));
    required(later.post("/stepup/challenges/otp/SMS"), 204);
    required(later.post("/stepup/challenges/otp/SMS/verify", code), 204);
    required(client.post("/consumers/verification/email/send", Map.of("email", user.email())), 204);
    required(
        client.post(
            "/consumers/verification/email/verify",
            Map.of("email", user.email(), "verificationCode", "123456")),
        204);
    required(client.post("/passwords/lost_password/start", Map.of("email", user.email())), 204);
    required(
        client.post(
            "/passwords/lost_password/resume",
            Map.of(
                "email",
                user.email(),
                "nonce",
                "123456",
                "newPassword",
                AccessClient.password("N3w-River-Stone-1"))),
        200);
    assertThat(server.inbox().to(user.phoneNumber())).isEmpty();
    assertThat(server.inbox().to(user.email())).isEmpty();
    assertThat(server.sql("select count(*) from outbox where state = 'queued'")).isEqualTo("0");

    Call enrolled =
        hooks.await(
            "/hooks/authentication_factors/watch",
            call -> isOf(call, "credentialId", user, "ACTIVE"));
    assertThat(enrolled.json().path("type").asString("")).isEqualTo("SMS");
    List<Call> steppedUp =
        hooks.await("/hooks/stepup/watch", 2, call -> isOf(call, "credential", user, "VERIFIED"));
    assertThat(steppedUp)
        .allMatch(call -> call.json().path("challengeId").asString("").matches("[0-9]+"));
  }

  @Test
  void a_step_up_that_nobody_finishes_is_told_as_expired_once() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token());
    required(own.post("/authentication_factors/otp/SMS"), 204);
    required(
        own.post("/authentication_factors/otp/SMS/verify", Map.of("verificationCode", "123456")),
        204);
    required(own.post("/stepup/challenges/otp/SMS"), 204);
    server.clock().advance(Duration.ofMinutes(5));
    hooks.await("/hooks/stepup/watch", call -> isOf(call, "credential", user, "EXPIRED"));
    assertThat(
            hooks.calls("/hooks/stepup/watch", call -> isOf(call, "credential", user, "EXPIRED")))
        .hasSize(1);
  }

  @Test
  void a_step_up_that_nobody_finishes_is_told_of_the_identity_that_it_was_for() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token());
    Map<String, Object> code = Map.of("verificationCode", "123456");
    required(own.post("/authentication_factors/otp/SMS"), 204);
    required(own.post("/authentication_factors/otp/SMS/verify", code), 204);
    required(
        server
            .http()
            .with("programme-key", KEY + 0)
            .post("/simulate/api/consumers/" + user.identity() + "/verify"),
        204);
    String company =
        required(
                own.post(
                    "/corporates", AccessClient.corporate(user.email(), Users.newPhoneNumber())),
                200)
            .text("/id/id");
    AccessClient asConsumer = client.as(exchanged(own, "CONSUMER", user.identity()));
    // Chosen last, so it is the default one.
    exchanged(own, "CORPORATE", company);

    required(asConsumer.post("/stepup/challenges/otp/SMS"), 204);
    server.clock().advance(Duration.ofMinutes(5));

    Call told =
        hooks.await("/hooks/stepup/watch", call -> isOf(call, "credential", user, "EXPIRED"));
    assertThat(told.json().at("/identity/id").asString("")).isEqualTo(user.identity());
  }

  private static String exchanged(AccessClient own, String type, String id) {
    return required(
            own.post("/access_token", Map.of("identity", Map.of("type", type, "id", id))), 200)
        .text("token");
  }

  @Test
  void what_is_not_taken_is_tried_again_after_ten_seconds_and_a_refusal_is_final() {
    Consumer user = client.newConsumer();
    hooks.await("/hooks/login/watch", call -> isOf(call, "credential", user, "VERIFIED"));
    hooks.answer("/hooks/login/watch", Reply.of(503));
    refused(client.tryLogin(user.email(), "wrong"), 403);
    hooks.await("/hooks/login/watch", call -> isOf(call, "credential", user, "DECLINED"));
    Waiting.until(() ->
        server
            .sql(
                "select count(*) from webhook_delivery where state = 'queued' and attempts = 1"
                    + " and event_type = '/login/watch' and tenant <> 'guarded'")
            .equals("1"));
    hooks.answer("/hooks/login/watch", Reply.of(400));
    server.clock().advance(Duration.ofSeconds(10));
    hooks.await("/hooks/login/watch", 2, call -> isOf(call, "credential", user, "DECLINED"));
    Waiting.until(() ->
        server
            .sql(
                "select count(*) from webhook_delivery where state = 'failed' and attempts = 2"
                    + " and event_type = '/login/watch' and tenant <> 'guarded'")
            .equals("1"));
    hooks.answer("/hooks/login/watch", Reply.of(204));
  }

  @Test
  @AttackClass(27)
  void a_private_address_is_not_called() {
    client.with("Host", "guarded.localhost").with("api-key", KEY + 1).newConsumer();
    Waiting.until(() ->
        server
            .sql(
                "select count(*) from webhook_delivery where tenant = 'guarded'"
                    + " and last_error like '%not on the public%'")
            .equals("1"));
    assertThat(hooks.calls("/guarded/login/watch", call -> true)).isEmpty();
  }

  @Test
  void who_was_locked_out_is_told_with_who_did_it() {
    Consumer root = client.newCorporate();
    AccessClient own = client.as(root.token());
    required(own.post("/authentication_factors/otp/SMS"), 204);
    required(
        own.post("/authentication_factors/otp/SMS/verify", Map.of("verificationCode", "123456")),
        204);
    String email = Users.newEmail();
    String id =
        required(own.post("/users", Map.of("name", "Ann", "surname", "Onym", "email", email)), 200)
            .text("id");
    required(own.post("/users/" + id + "/deactivate"), 204);
    Call told =
        hooks.await(
            "/hooks/auth/users/user_deactivated/watch",
            call -> call.json().path("emailAddress").asString("").equals(email));
    assertThat(told.json().path("actionDoneBy").asString("")).isEqualTo(root.id());
    assertThat(told.json().path("reasonCode").asString("")).isNotEmpty();
  }

  @Test
  void the_simulator_verifies_a_root_user() {
    Consumer user = client.newConsumer();
    String path = "/simulate/api/consumers/" + user.identity() + "/verify";
    assertThat(server.http().post(path).status()).isEqualTo(401);
    assertThat(server.http().with("programme-key", "wrong").post(path).status()).isEqualTo(401);
    assertThat(server.http().with("programme-key", KEY + 0).post(path).status()).isEqualTo(204);
    var root = client.as(user.token()).get("/consumers").json().path("rootUser");
    assertThat(root.path("emailVerified").asBoolean(false)).isTrue();
    assertThat(root.path("mobileNumberVerified").asBoolean(false)).isTrue();
    assertThat(
            server
                .http()
                .with("programme-key", KEY + 0)
                .post("/simulate/api/consumers/1/verify")
                .status())
        .isEqualTo(404);
    assertThat(client.tryLogin(user.email(), PASSWORD).status()).isEqualTo(200);
  }
}
