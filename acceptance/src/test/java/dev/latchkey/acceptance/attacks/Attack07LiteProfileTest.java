package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * Attack class 7 by way of lite profiles: somebody registers the victim's address with data of the
 * thief's, or claims what the operator knows of the victim.
 */
@AttackClass(7)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack07LiteProfileTest {

  private static final String ADDRESS_OF_THIEF = "1 Thief's Row";

  private TestServer server;
  private Http http;
  private Users users;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set(
                    TestConfig.client(TestConfig.BACKEND) + "/scopes",
                    List.of("openid", "profile", "email", "phone", "manage:users")));
    http = server.http();
    users = new Users(http);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** What a thief would like to find in the victim's account. */
  private static Map<String, Object> trap(String email) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("email", email);
    data.put("phone_number", Users.newPhoneNumber());
    data.put("custom_identifier", "thief" + email.hashCode());
    data.put("password", Users.PASSWORD);
    data.put("picture", "https://evil.example/track.png");
    data.put("profile_url", "https://evil.example/");
    data.put("addresses", List.of(Map.of("street_address", ADDRESS_OF_THIEF, "country", "FR")));
    data.put("custom_fields", Map.of("loyalty_card", "thiefs-card"));
    data.put("email_verified", true);
    return data;
  }

  private Answer register(Map<String, ?> data) {
    return http.post(
        "/identity/v1/lite-registration", Map.of("client_id", TestConfig.SPA, "data", data));
  }

  private void vouch(Map<String, ?> data) {
    Answer answer =
        http.basic(TestConfig.BACKEND, TestConfig.SECRET)
            .post("/identity/v1/lite-registration", Map.of("data", data));
    assertThat(answer.status()).as("%s", answer).isEqualTo(204);
  }

  private void confirm(String email) {
    String link = server.inbox().await(email, 1).link();
    assertThat(http.get(link.replaceFirst("https?://[^/]+", "")).status()).isEqualTo(200);
  }

  private JsonNode profile(Users.Tokens tokens) {
    Answer answer = users.userinfo(tokens.accessToken());
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.json();
  }

  /** Logs in by a code to the address or number. */
  private Users.Tokens byCode(String field, String value, int messages) {
    OAuthClient spa = new OAuthClient(http, TestConfig.SPA);
    Map<String, Object> start = new LinkedHashMap<>(spa.authorizeParameters());
    start.put("client_id", spa.id());
    start.put(field, value);
    assertThat(http.post("/identity/v1/passwordless/start", start).status()).isEqualTo(204);
    String code = server.inbox().await(value, messages).code();
    Answer verified =
        http.post(
            "/identity/v1/passwordless/verify", Map.of(field, value, "verification_code", code));
    return Users.Tokens.of(spa.redeem(verified.text("code")));
  }

  private static void assertUntouched(JsonNode profile) {
    assertThat(profile.toString()).doesNotContain("thief", "Thief", "evil.example");
    assertThat(profile.has("phone_number")).isFalse();
    assertThat(profile.path("addresses")).isEmpty();
  }

  @Test
  void attack_07_an_account_with_an_owner_takes_nothing_that_a_stranger_registers() {
    String email = Users.newEmail();
    Users.Tokens owner = users.tokens(users.signUp(email));
    confirm(email);
    JsonNode before = profile(owner);
    Map<String, Object> trap = trap(email);
    trap.put("given_name", "Thief");

    assertThat(register(trap).status()).isEqualTo(204);

    assertThat(profile(owner)).isEqualTo(before);
    assertUntouched(profile(byCode("email", email, 2)));
    assertThat(server.sql("select lite_data is null from profile where email = '" + email + "'"))
        .isEqualTo("t");
  }

  @Test
  void attack_07_what_apps_act_on_never_comes_from_a_stranger() {
    String before = Users.newEmail();
    assertThat(register(trap(before)).status()).isEqualTo(204);
    Users.Tokens owner = users.tokens(users.signUp(before));
    confirm(before);
    assertUntouched(profile(owner));

    String meanwhile = Users.newEmail();
    Users.Tokens other = users.tokens(users.signUp(meanwhile));
    assertThat(register(trap(meanwhile)).status()).isEqualTo(204);
    confirm(meanwhile);
    assertUntouched(profile(other));

    String byCode = Users.newEmail();
    assertThat(register(trap(byCode)).status()).isEqualTo(204);
    assertUntouched(profile(byCode("email", byCode, 1)));
  }

  @Test
  void attack_07_a_number_that_was_registered_with_the_address_opens_nothing() {
    String email = Users.newEmail();
    Map<String, Object> trap = trap(email);
    String number = Users.newPhoneNumber();
    trap.put("phone_number", number);
    assertThat(register(trap).status()).isEqualTo(204);

    JsonNode owner = profile(byCode("email", email, 1));
    JsonNode thief = profile(byCode("phone_number", number, 1));

    assertThat(thief.path("id")).isNotEqualTo(owner.path("id"));
    assertThat(thief.has("email")).isFalse();
  }

  @Test
  void attack_07_a_password_of_a_registration_is_none() {
    String email = Users.newEmail();
    assertThat(register(trap(email)).status()).isEqualTo(204);
    assertThat(users.tryPassword(email, Users.PASSWORD).status()).isEqualTo(401);

    byCode("email", email, 1);

    assertThat(users.tryPassword(email, Users.PASSWORD).status()).isEqualTo(401);
  }

  @Test
  void attack_07_who_signs_up_with_anothers_address_reads_nothing_that_is_known_of_it() {
    String email = Users.newEmail();
    vouch(
        Map.of(
            "email",
            email,
            "external_id",
            "crm-" + email,
            "family_name",
            "Victim",
            "custom_fields",
            Map.of("loyalty_card", "victims-card")));

    Users.Tokens thief = users.tokens(users.signUp(email));

    assertThat(profile(thief).toString()).doesNotContain("Victim", "victims-card", "crm-");
    // The owner comes by the mailbox, and has what is the owner's; the thief is out.
    JsonNode owner = profile(byCode("email", email, 2));
    assertThat(owner.path("family_name").asString()).isEqualTo("Victim");
    assertThat(owner.path("external_id").asString()).isEqualTo("crm-" + email);
    assertThat(users.userinfo(thief.accessToken()).status()).isEqualTo(401);
    assertThat(users.tryPassword(email, Users.PASSWORD).status()).isEqualTo(401);
  }

  @Test
  void attack_07_a_number_of_ones_own_beside_anothers_address_claims_nothing() {
    String email = Users.newEmail();
    String thiefs = Users.newPhoneNumber();
    // First comes the thief with both, then the operator with what it knows of the address.
    assertThat(register(Map.of("email", email, "phone_number", thiefs)).status()).isEqualTo(204);
    vouch(Map.of("email", email, "external_id", "crm-" + email, "family_name", "Victim"));

    JsonNode thief = profile(byCode("phone_number", thiefs, 1));

    assertThat(thief.toString()).doesNotContain("Victim", "crm-", email);
    // And a thief adds no number to a profile that is there.
    String known = Users.newEmail();
    String another = Users.newPhoneNumber();
    vouch(Map.of("email", known, "family_name", "Victim"));
    assertThat(register(Map.of("email", known, "phone_number", another)).status()).isEqualTo(204);
    assertThat(profile(byCode("phone_number", another, 1)).toString())
        .doesNotContain("Victim", known);
    assertThat(profile(byCode("email", known, 1)).path("family_name").asString())
        .isEqualTo("Victim");
  }

  @Test
  void attack_07_data_goes_with_the_identifier_that_it_was_given_for() {
    String strangers = Users.newEmail();
    vouch(Map.of("email", strangers, "family_name", "Stranger"));
    String number = Users.newPhoneNumber();
    // A mistyped address: the account's owner shows the number, never the address.
    Users.Tokens tokens =
        users.tokens(users.signUp(Map.of("email", strangers, "phone_number", number)));
    String code = server.inbox().await(number, 1).code();
    assertThat(
            http.bearer(tokens.accessToken())
                .post(
                    "/identity/v1/verify-phone-number",
                    Map.of("phone_number", number, "verification_code", code))
                .status())
        .isEqualTo(204);
    assertThat(profile(tokens).has("family_name")).isFalse();

    // Nor does it come along when the address is corrected.
    String own = Users.newEmail();
    assertThat(
            http.bearer(tokens.accessToken())
                .post("/identity/v1/update-email", Map.of("email", own))
                .status())
        .isEqualTo(200);
    confirm(own);
    assertThat(profile(tokens).path("email_verified").asBoolean()).isTrue();
    assertThat(profile(tokens).has("family_name")).isFalse();
  }

  @Test
  void attack_07_nobody_keeps_an_address_from_its_owner_by_registering_it() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    Users.Tokens owner = users.tokens(users.signUp(Map.of("phone_number", number)));
    assertThat(register(trap(email)).status()).isEqualTo(204);

    Answer updated =
        http.bearer(owner.accessToken())
            .post("/identity/v1/update-profile", Map.of("email", email));
    assertThat(updated.status()).as("%s", updated).isEqualTo(200);
    confirm(email);

    JsonNode profile = profile(owner);
    assertThat(profile.path("email").asString()).isEqualTo(email);
    assertThat(profile.path("email_verified").asBoolean()).isTrue();
    assertThat(profile.toString()).doesNotContain("thief", "Thief", "evil.example");
  }

  @Test
  void attack_07_an_invitation_is_worth_nothing_for_another_address() {
    String thiefs = Users.newEmail();
    String victims = Users.newEmail();
    vouch(Map.of("email", thiefs));
    String token =
        http.basic(TestConfig.BACKEND, TestConfig.SECRET)
            .postForm(
                "/oauth/token", Map.of("grant_type", "client_credentials", "scope", "manage:users"))
            .text("access_token");
    Answer invited =
        http.bearer(token)
            .post(
                "/api/v2/signup-invitations",
                Map.of(
                    "email",
                    thiefs,
                    "client_id",
                    TestConfig.SPA,
                    "redirect_url",
                    TestConfig.CALLBACK));
    assertThat(invited.status()).as("%s", invited).isEqualTo(204);
    String signupToken =
        server.inbox().await(thiefs, 1).link().replaceFirst(".*signup_token=([^&]*).*", "$1");

    Answer answer =
        http.post(
            "/identity/v1/signup",
            Map.of(
                "client_id",
                TestConfig.SPA,
                "signup_token",
                signupToken,
                "data",
                Map.of("email", victims, "password", Users.PASSWORD)));

    assertThat(answer.text("error_message_key")).isEqualTo("error.signupToken.invalid");
    assertThat(server.sql("select count(*) from profile where email = '" + victims + "'"))
        .isEqualTo("0");
  }

  @Test
  void attack_07_an_address_beside_an_invited_number_is_not_verified_by_it() {
    String number = Users.newPhoneNumber();
    String victims = Users.newEmail();
    vouch(Map.of("phone_number", number));
    String token =
        http.basic(TestConfig.BACKEND, TestConfig.SECRET)
            .postForm(
                "/oauth/token", Map.of("grant_type", "client_credentials", "scope", "manage:users"))
            .text("access_token");
    http.bearer(token)
        .post(
            "/api/v2/signup-invitations",
            Map.of(
                "phone_number",
                number,
                "client_id",
                TestConfig.SPA,
                "redirect_url",
                TestConfig.CALLBACK));
    String signupToken =
        server
            .inbox()
            .await(number, 1)
            .text()
            .replaceFirst("(?s).*signup_token=([^&\\s]*).*", "$1");

    Answer answer =
        http.post(
            "/identity/v1/signup",
            Map.of(
                "client_id",
                TestConfig.SPA,
                "signup_token",
                signupToken,
                "data",
                Map.of("phone_number", number, "email", victims, "password", Users.PASSWORD)));

    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    JsonNode profile = profile(users.tokens(answer.text("tkn")));
    assertThat(profile.path("phone_number_verified").asBoolean()).isTrue();
    assertThat(profile.path("email_verified").asBoolean(true)).isFalse();
  }
}
