package dev.latchkey.acceptance.access;

import static dev.latchkey.acceptance.access.AccessLoginTest.conflict;
import static dev.latchkey.acceptance.access.AccessLoginTest.fault;
import static dev.latchkey.acceptance.access.AccessLoginTest.forbidden;
import static dev.latchkey.acceptance.access.AccessLoginTest.refused;
import static dev.latchkey.testkit.AccessClient.PASSWORD;
import static dev.latchkey.testkit.AccessClient.password;
import static dev.latchkey.testkit.AccessClient.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.AccessClient.Consumer;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.ProviderLogin;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Access contract: what of the tables of section 2, of the order of checks (1.7) and of what is
 * sent twice (1.12) no other test of this room holds. The second tenant offers neither text
 * messages nor consumers that are linked.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AccessContractTest {

  private static final String LOGOUT_PAGE = "https://acme.example/logout?client_id=shop";
  private static final String START = "/stepup/challenges/otp/SMS";
  private static final String ENROL = "/authentication_factors/otp/SMS";
  private static final Map<String, Object> CODE = Map.of("verificationCode", "123456");

  private Upstream upstream;
  private TestServer server;
  private AccessClient client;
  private AccessClient narrow;

  @BeforeAll
  void start() {
    upstream = Upstream.start();
    Map<String, Object> acme = upstream.provider("acme");
    acme.put("logout_url", LOGOUT_PAGE);
    server =
        TestServer.start(
            TestConfig.twoTenants()
                .withAccess(0, Map.of())
                .withAccess(1, Map.of("linking", "corporates"))
                .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
                .set("/tenants/0/providers", List.of(acme, upstream.provider("silent")))
                .set("/tenants/0/legacy/password_expiry", "90d")
                .set("/tenants/1/mfa/sms", false));
    upstream.follow(server.clock());
    client = AccessClient.of(server);
    narrow = client.with("Host", "other.localhost").with("api-key", AccessClient.KEY + 1);
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  private static Map<String, Object> identity(Consumer of) {
    return Map.of("identity", Map.of("type", "CONSUMER", "id", of.identity()));
  }

  private void sql(String update, Consumer user) {
    assertThat(server.sql(update.replace("$user", "'" + user.email() + "'"))).isNotEqualTo("0");
  }

  private static final String PROFILE = "(select id from profile where email = $user)";

  // 2.1 login_with_password

  @Test
  void login_403_of_a_user_without_a_password() {
    Consumer user = client.newConsumer();
    sql("delete from password where profile_id = " + PROFILE, user);
    refused(client.tryLogin(user.email(), PASSWORD), 403);
  }

  @Test
  void login_403_of_an_identity_that_is_not_active_any_more_whose_tokens_die() {
    Consumer user = client.newConsumer();
    String access = required(client.as(user.token()).post("/access_token"), 200).text("token");
    sql(
        "update organisation set active = false where id in (select organisation_id from"
            + " membership where profile_id = "
            + PROFILE
            + ")",
        user);
    refused(client.as(access).get("/identities"), 401);
    refused(client.as(user.token()).post("/access_token", identity(user)), 403);
    assertThat(client.as(user.token()).get("/identities").body()).isEqualTo("[]");
  }

  // 2.2 identities

  @Test
  void identities_409_where_only_companies_are_linked() {
    Consumer user = narrow.newConsumer();
    conflict(narrow.as(user.token()).get("/identities"), "IDENTITY_TYPE_NOT_SUPPORTED");
    Consumer company = narrow.newCorporate();
    required(narrow.as(company.token()).get("/identities"), 200);
  }

  @Test
  void identities_400_names_what_is_wrong_with_a_page_and_a_page_is_a_part_of_all() {
    AccessClient user = client.as(client.newConsumer().token());
    fault(user.get("/identities?limit=0"), "limit", "RANGE", "1", "100");
    fault(user.get("/identities?offset=x"), "offset", "REGEX", "^[0-9]+$");
    Answer latest = user.with("x-api-version", "latest").get("/identities?offset=1");
    assertThat(latest.body()).isEqualTo("{\"identities\":[],\"count\":1,\"responseCount\":0}");
  }

  // 2.3, 2.4, 5.2, 5.3

  @Test
  void what_goes_by_text_message_is_409_where_there_are_none() {
    AccessClient user = narrow.as(narrow.newConsumer().token());
    for (String path : List.of(START, ENROL)) {
      conflict(user.post(path), "CHANNEL_NOT_SUPPORTED");
      conflict(user.post(path + "/verify", CODE), "CHANNEL_NOT_SUPPORTED");
    }
    for (String channel : List.of("AUTHY", "BIOMETRIC")) {
      conflict(user.post("/stepup/challenges/push/" + channel), "CHANNEL_NOT_SUPPORTED");
    }
    conflict(
        narrow.post("/login_via_biometrics", Map.of("email", Users.newEmail())),
        "CHANNEL_NOT_SUPPORTED");
  }

  @Test
  void every_operation_of_a_user_is_401_without_a_token_and_405_by_another_method() {
    for (String path :
        List.of(
            START,
            START + "/verify",
            "/stepup/challenges/push/AUTHY",
            ENROL,
            ENROL + "/verify",
            "/logout",
            "/passwords/update")) {
      refused(client.post(path, CODE), 401);
      refused(client.as("au_" + "x".repeat(43)).post(path, CODE), 401);
      Answer other = client.send("PUT", path, "{}");
      assertThat(other.status()).as(path).isEqualTo(405);
      assertThat(other.json().propertyNames()).containsExactly("code", "message");
    }
  }

  @Test
  void verify_409_where_the_only_code_was_withdrawn_or_is_of_an_enrolment_without_a_number() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token());
    conflict(own.post(ENROL + "/verify", CODE), "STATE_INVALID");
    sql("update profile set phone_number = null where email = $user", user);
    conflict(own.post(ENROL), "MOBILE_NUMBER_NOT_AVAILABLE");
  }

  // 2.6 logout

  @Test
  void logout_204_of_a_password_that_expired_gives_its_token_back() {
    Consumer user = client.newConsumer();
    server.clock().advance(Duration.ofDays(90));
    AccessClient expired = client.as(client.tryLogin(user.email(), PASSWORD).text("token"));
    required(expired.post("/logout"), 204);
    refused(expired.post("/logout"), 401);
    refused(
        expired.post(
            "/passwords/update",
            Map.of("oldPassword", password(PASSWORD), "newPassword", password("N3w-Stone-Bridge"))),
        401);
  }

  @Test
  void logout_200_says_where_to_log_out_of_the_provider_that_the_session_came_from() {
    assertThat(loggedOut("acme").body()).isEqualTo("{\"url\":\"" + LOGOUT_PAGE + "\"}");
    assertThat(loggedOut("silent").status()).isEqualTo(204);
  }

  private Answer loggedOut(String provider) {
    OAuthClient oauth = new OAuthClient(server.browser(), TestConfig.ACCESS);
    Users.Tokens tokens =
        new ProviderLogin(upstream, oauth).tokens(provider, Person.of(Users.newEmail()));
    AccessClient own =
        client.as(
            required(client.as(tokens.accessToken()).post("/access_token"), 200).text("token"));
    Answer out = own.post("/logout", Map.of());
    refused(own.post("/logout"), 401);
    assertThat(out.header("request-ref")).isNotEmpty();
    return out;
  }

  @Test
  void logout_400_of_a_reference_that_is_too_long_ends_nothing() {
    AccessClient own = client.as(client.newConsumer().token());
    fault(own.with("call-ref", "x".repeat(256)).post("/logout"), "call-ref", "SIZE", "0", "255");
    required(own.get("/identities"), 200);
  }

  // 2.7 access_token

  @Test
  void exchange_403_of_a_token_that_is_idle_or_ended_and_400_of_a_malformed_identity() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(client.logIn(user.email()));
    fault(
        own.post("/access_token", Map.of("identity", Map.of("type", "PERSON", "id", "1"))),
        "identity.type",
        "IN",
        "CONSUMER",
        "CORPORATE");
    fault(
        own.post("/access_token", Map.of("identity", Map.of("type", "CONSUMER"))),
        "identity.id",
        "REQUIRED");
    required(own.post("/logout"), 204);
    refused(own.post("/access_token", identity(user)), 403);

    AccessClient idle = client.as(client.logIn(user.email()));
    server.clock().advance(Duration.ofMinutes(5));
    refused(idle.post("/access_token", identity(user)), 403);
  }

  // 1.7 order of checks

  @Test
  void of_two_things_that_are_wrong_the_earlier_of_the_contract_is_told() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token());
    AccessClient noKey = own.with("api-key", "wrong");
    AccessClient noToken = client.as("wrong");
    String faulty = "/identities?limit=x";

    refused(noKey.get(faulty), 401);
    refused(noToken.get(faulty), 401);
    assertThat(noToken.post("/access_token", "x").status()).as("403 before 400").isEqualTo(403);
    // 400 before what the token may do, 403 before what there is, and that before its state.
    assertThat(own.post("/users", Map.of()).status()).isEqualTo(400);
    assertThat(own.post("/authentication_factors/push/FAX").status()).isEqualTo(400);
    forbidden(own.post("/authentication_factors/push/AUTHY"), "STEP_UP_REQUIRED");

    for (int i = 0; i < 5; i++) {
      refused(client.tryLogin(user.email(), "wrong"), 403);
    }
    // 400 before the lock, and the lock before anything about the password or the identity.
    fault(client.tryLogin(user.email(), "x".repeat(101)), "password.value", "SIZE", "1", "100");
    refused(client.tryLogin(user.email(), "wrong"), 423);
    fault(
        own.post("/access_token", Map.of("identity", Map.of("type", "CONSUMER"))),
        "identity.id",
        "REQUIRED");
    refused(own.post("/access_token", identity(client.newConsumer())), 423);
  }

  @Test
  void a_wrong_key_is_told_before_a_limit_and_a_limit_before_a_wrong_token() {
    Map<String, Object> limits = Map.of("per_client", Map.of("requests", 1, "window", "60s"));
    try (TestServer limited =
        TestServer.start(TestConfig.standard().withAccess(0, Map.of("rate_limits", limits)))) {
      limited.clock().stop();
      AccessClient back = AccessClient.of(limited);
      refused(back.get("/identities"), 401);
      refused(back.get("/identities"), 429);
      refused(back.as("wrong").get("/identities?limit=x"), 429);
      refused(back.with("api-key", "wrong").get("/identities"), 401);
    }
  }

  // 1.12 what is sent twice

  @Test
  void a_verification_and_a_new_identity_are_answered_again_as_they_were() {
    String reference = Users.newEmail();
    AccessClient repeating = client.with("idempotency-ref", reference);
    Map<String, Object> body = AccessClient.consumer(Users.newEmail(), Users.newPhoneNumber());
    Answer made = required(repeating.post("/consumers", body), 200);
    assertThat(repeating.post("/consumers", body).body()).isEqualTo(made.body());
    conflict(client.post("/consumers", body), "ROOT_EMAIL_NOT_UNIQUE");

    Consumer user = client.newConsumer();
    client.enrol(server, user);
    AccessClient own = client.as(client.logIn(user.email()));
    int before = server.inbox().to(user.phoneNumber()).size();
    required(own.post(START), 204);
    Map<String, Object> code =
        Map.of("verificationCode", server.inbox().await(user.phoneNumber(), before + 1).code());
    required(own.with("idempotency-ref", reference).post(START + "/verify", code), 204);
    required(own.with("idempotency-ref", reference).post(START + "/verify", code), 204);
    conflict(own.post(START + "/verify", code), "ALREADY_VERIFIED");
  }

  @Test
  void a_reference_is_of_its_user_and_its_path_and_a_refusal_is_not_kept() {
    AccessClient first = client.as(client.newConsumer().token());
    AccessClient second = client.as(client.newConsumer().token());
    String reference = Users.newEmail();
    required(first.with("idempotency-ref", reference).post(ENROL), 204);
    conflict(first.with("idempotency-ref", reference).post(START), "CHANNEL_NOT_REGISTERED");
    required(second.with("idempotency-ref", reference).post(ENROL), 204);
    assertThat(second.get("/authentication_factors").body()).contains("PENDING_VERIFICATION");

    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token()).with("idempotency-ref", reference);
    Map<String, Object> ann = Map.of("name", "Ann", "surname", "Onym", "email", Users.newEmail());
    forbidden(own.post("/users", ann), "STEP_UP_REQUIRED");
    client.enrol(server, user);
    required(own.post("/users", ann), 200);
  }

  @Test
  void logins_exchanges_and_passwords_know_no_reference() {
    Consumer user = client.newConsumer();
    AccessClient repeating = client.with("idempotency-ref", Users.newEmail());
    assertThat(repeating.logIn(user.email())).isNotEqualTo(repeating.logIn(user.email()));
    AccessClient own = repeating.as(user.token());
    assertThat(own.post("/access_token").text("token"))
        .isNotEqualTo(own.post("/access_token").text("token"));
    Map<String, Object> change =
        Map.of("oldPassword", password(PASSWORD), "newPassword", password("N3w-Stone-Bridge"));
    required(own.post("/passwords/update", change), 200);
    conflict(own.post("/passwords/update", change), "PASSWORD_INCORRECT");
    required(own.post("/logout"), 204);
    refused(own.post("/logout"), 401);
  }
}
