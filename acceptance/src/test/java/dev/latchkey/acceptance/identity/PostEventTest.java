package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Call;
import dev.latchkey.testkit.HookReceiver.Reply;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Webhooks that are told what happened: signed, at least once, without waiting for one another
 * (contract section 12).
 */
class PostEventTest extends IdentityContract {

  private static final String SECRET = "the-secret-between-latchkey-and-the-receiver";
  private static final HookReceiver RECEIVER = HookReceiver.start();

  private static Map<String, Object> hookAt(String url, String key, String... events) {
    Map<String, Object> hook = new LinkedHashMap<>();
    hook.put("key", key);
    hook.put("url", url);
    hook.put("secret", SECRET);
    hook.put("when", "after");
    hook.put("events", List.of(events));
    return hook;
  }

  private static Map<String, Object> hook(String key, String... events) {
    return hookAt(RECEIVER.url("/" + key), key, events);
  }

  @Override
  TestConfig config() {
    Map<String, Object> all = hook("all", "*");
    all.put("headers", Map.of("X-Api-Key", "from the operator"));
    Map<String, Object> few = hook("few", "signup");
    few.put("user_fields", List.of("email", "custom_fields.loyalty_card"));
    few.put("clients", List.of(TestConfig.NATIVE));
    Map<String, Object> hole = hook("black_hole", "signup");
    hole.put("timeout", "1s");
    return demo()
        .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
        .set(
            "/tenants/0/webhooks",
            List.of(
                hole,
                all,
                few,
                hook("flaky", "user_updated"),
                hook("hopeless", "user_updated"),
                hook("elsewhere", "user_updated"),
                hookAt("http://127.0.0.1:1/", "nowhere", "email_updated")))
        .alsoTenant("guarded")
        .set("/tenants/1/webhooks", List.of(hook("private", "signup")));
  }

  @AfterAll
  static void closeReceiver() {
    RECEIVER.close();
  }

  private static Predicate<Call> of(String type, String userId) {
    return call ->
        call.json().path("type").asString("").equals(type)
            && call.json().path("user_id").asString("").equals(userId);
  }

  private String idOf(String email) {
    return server.sql("select id from profile where email = '" + email + "'");
  }

  /** The first column, once it is what is expected: what happens later is not waited for. */
  private void awaitSql(String expected, String query) {
    Instant end = Instant.now().plusSeconds(20);
    while (!server.sql(query).equals(expected) && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    assertThat(server.sql(query)).isEqualTo(expected);
  }

  @Test
  void an_event_is_told_with_the_user_and_signed() {
    String email = Users.newEmail();
    String token =
        tokenOf(
            "openid profile full_write",
            Map.of("email", email, "custom_fields", Map.of("loyalty_card", "L1")));
    String id = idOf(email);

    Call call = RECEIVER.await("/all", of("signup", id));

    assertThat(call.isSignedBy(SECRET, server.clock().instant())).isTrue();
    assertThat(call.isSignedBy(SECRET + "x", server.clock().instant())).isFalse();
    assertThat(call.header("X-Webhook-Key")).isEqualTo("all");
    assertThat(call.header("X-Webhook-Delivery")).matches("[0-9a-f-]{36}");
    assertThat(call.header("X-Api-Key")).isEqualTo("from the operator");
    assertThat(call.header("Content-Type")).isEqualTo("application/json");
    JsonNode json = call.json();
    assertThat(json.path("client_id").asString()).isEqualTo(TestConfig.NATIVE);
    assertThat(json.path("canal").asString()).isEqualTo("identity_first_party");
    assertThat(json.at("/user/id").asString()).isEqualTo(id);
    assertThat(json.at("/user/email").asString()).isEqualTo(email);
    assertThat(json.at("/user/custom_fields/loyalty_card").asString()).isEqualTo("L1");
    JsonNode login = RECEIVER.await("/all", of("login", id)).json();
    assertThat(login.path("auth_type").asString()).isEqualTo("password");

    http.bearer(token).post(API + "update-profile", Map.of("given_name", "Ada"));
    JsonNode update = RECEIVER.await("/all", of("user_updated", id)).json();
    assertThat(update.path("updated_keys").toString()).isEqualTo("[\"given_name\"]");
    assertThat(update.at("/user/given_name").asString()).isEqualTo("Ada");
  }

  @Test
  void a_webhook_gets_what_it_asked_for_and_no_more() {
    String email = Users.newEmail();
    tokenOf(
        "openid",
        Map.of(
            "email",
            email,
            "given_name",
            "Ada",
            "custom_fields",
            Map.of("loyalty_card", "L2", "shoe_size", 38)));
    String elsewhere = Users.newEmail();
    users.signUp(elsewhere);

    JsonNode user = RECEIVER.await("/few", of("signup", idOf(email))).json().path("user");

    assertThat(user.propertyNames()).containsExactlyInAnyOrder("id", "email", "custom_fields");
    assertThat(user.path("custom_fields").toString()).isEqualTo("{\"loyalty_card\":\"L2\"}");
    RECEIVER.await("/all", of("signup", idOf(elsewhere)));
    assertThat(RECEIVER.calls("/few", of("signup", idOf(elsewhere)))).isEmpty();
    assertThat(RECEIVER.calls("/few", of("login", idOf(email)))).isEmpty();
  }

  @Test
  void one_that_hangs_does_not_keep_the_others_waiting() {
    RECEIVER.hang("/black_hole");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String email = Users.newEmail();
      users.signUp(email);
      ids.add(idOf(email));
    }
    for (String id : ids) {
      RECEIVER.await("/all", of("signup", id));
    }
    assertThat(
            server.sql(
                "select count(*) from webhook_delivery where hook = 'black_hole' and state <>"
                    + " 'queued' and profile_id in ('"
                    + String.join("','", ids)
                    + "')"))
        .isEqualTo("0");
  }

  @Test
  void a_failure_is_tried_again_and_every_try_is_kept() {
    RECEIVER.answer(
        "/flaky",
        call ->
            Reply.of(
                RECEIVER.calls("/flaky", c -> c.text().equals(call.text())).size() < 2
                    ? 503
                    : 200));
    String email = Users.newEmail();
    Http user = http.bearer(tokenOf("openid full_write", Map.of("email", email)));
    user.post(API + "update-profile", Map.of("bio", "flaky"));
    Predicate<Call> like = of("user_updated", idOf(email));
    RECEIVER.await("/flaky", like);
    String tries =
        "select string_agg(attempt || ':' || status || ':' || coalesce(error, 'taken'), ' ' order"
            + " by attempt) from webhook_attempt a join webhook_delivery d on d.id = a.delivery_id"
            + " where d.hook = 'flaky' and d.profile_id = '"
            + idOf(email)
            + "'";
    awaitSql("1:503:Answered with status 503", tries);

    server.clock().advance(Duration.ofSeconds(11));
    List<Call> calls = RECEIVER.await("/flaky", 2, like);

    assertThat(calls.get(1).header("X-Webhook-Delivery"))
        .isEqualTo(calls.get(0).header("X-Webhook-Delivery"));
    assertThat(calls.get(1).isSignedBy(SECRET, server.clock().instant())).isTrue();
    awaitSql("1:503:Answered with status 503 2:200:taken", tries);
    awaitSql(
        "delivered true",
        "select state || ' ' || (event is null) from webhook_delivery where hook = 'flaky' and"
            + " profile_id = '"
            + idOf(email)
            + "'");
  }

  @Test
  void after_the_last_try_an_event_says_so() {
    RECEIVER.answer("/hopeless", Reply.of(404));
    String email = Users.newEmail();
    Http user = http.bearer(tokenOf("openid full_write", Map.of("email", email)));
    user.post(API + "update-profile", Map.of("bio", "hopeless"));
    String id = idOf(email);
    RECEIVER.await("/hopeless", of("user_updated", id));
    awaitSql(
        "404",
        "select status from webhook_attempt a join webhook_delivery d on d.id = a.delivery_id where"
            + " hook = 'hopeless' and profile_id = '"
            + id
            + "'");
    server.sql(
        "update webhook_delivery set attempts = 15, available_at = created_at where hook ="
            + " 'hopeless' and profile_id = '"
            + id
            + "'");

    JsonNode failure = RECEIVER.await("/all", of("post_event_failure", id)).json();

    assertThat(failure.path("failed_hook_key").asString()).isEqualTo("hopeless");
    assertThat(failure.path("failed_hook_user_event_type").asString()).isEqualTo("user_updated");
    assertThat(failure.path("failed_hook_error_code").asString())
        .isEqualTo("webhook_invalid_response");
    assertThat(failure.path("failed_hook_attempts").asInt()).isEqualTo(16);
    assertThat(failure.path("failed_hook_http_status").asString()).isEqualTo("404");
    assertThat(failure.path("canal").asString()).isEqualTo("hook");
    assertThat(failure.path("client_id").asString()).isEqualTo(TestConfig.NATIVE);
    awaitSql(
        "failed",
        "select state from webhook_delivery where hook = 'hopeless' and profile_id = '" + id + "'");
  }

  @Test
  void a_redirect_is_a_failure_and_is_not_followed() {
    RECEIVER.answer("/elsewhere", Reply.redirect(RECEIVER.url("/there")));
    String email = Users.newEmail();
    Http user = http.bearer(tokenOf("openid full_write", Map.of("email", email)));
    user.post(API + "update-profile", Map.of("bio", "elsewhere"));
    RECEIVER.await("/elsewhere", of("user_updated", idOf(email)));
    awaitSql(
        "Answered with status 307",
        "select last_error from webhook_delivery where hook = 'elsewhere' and profile_id = '"
            + idOf(email)
            + "'");
    assertThat(RECEIVER.calls("/there", call -> true)).isEmpty();
  }

  @Test
  void nobody_there_is_a_failure() {
    String email = Users.newEmail();
    Http user = http.bearer(tokenOf("openid full_write", Map.of("email", email)));
    Expect.ok(user.post(API + "update-email", Map.of("email", Users.newEmail())));
    awaitSql(
        "true",
        "select (last_error like 'http://127.0.0.1 cannot be asked%')::text from webhook_delivery"
            + " where hook = 'nowhere'");
  }

  /** Attack class 27. */
  @Test
  void a_private_address_is_not_called() {
    new Users(tenant("guarded")).signUp(Users.newEmail());
    awaitSql(
        "http://127.0.0.1 is not on the public internet",
        "select last_error from webhook_delivery where hook = 'private'");
    assertThat(RECEIVER.calls("/private", call -> true)).isEmpty();
  }

  @Test
  void a_change_that_is_not_made_is_not_told() {
    String email = Users.newEmail();
    users.signUp(email);
    String deliveries = "select count(*) from webhook_delivery where event_type = 'signup'";
    String before = server.sql(deliveries);

    Expect.error(
        call("signup", Map.of("data", Map.of("email", email, "password", Users.PASSWORD))),
        400,
        "email_already_exists",
        "error.email.alreadyInUse");

    assertThat(server.sql(deliveries)).isEqualTo(before);
  }

  @Test
  void of_two_nodes_one_tells() {
    try (TestServer other = server.secondNode(config())) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String email = Users.newEmail();
        new Users(i % 2 == 0 ? http : other.http()).signUp(email);
        ids.add(idOf(email));
      }
      for (String id : ids) {
        RECEIVER.await("/all", of("signup", id));
      }
      awaitSql(
          "0", "select count(*) from webhook_delivery where hook = 'all' and state = 'queued'");
      for (String id : ids) {
        assertThat(RECEIVER.calls("/all", of("signup", id))).hasSize(1);
      }
    }
  }
}
