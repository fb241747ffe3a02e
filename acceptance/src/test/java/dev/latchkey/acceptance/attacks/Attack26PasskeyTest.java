package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.Passkeys;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Attack class 26: a challenge that is not the server's, not for this or not for the first time; a
 * passkey of another user, page or key; what was asked of the authenticator and not done.
 */
@AttackClass(26)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack26PasskeyTest {

  private static final String WEBAUTHN = "/identity/v1/webauthn/";

  private TestServer server;
  private Passkeys passkeys;
  private Users users;

  @BeforeAll
  void start() {
    Map<String, Object> verifying = new LinkedHashMap<>();
    verifying.put("rp_id", "app.example");
    verifying.put("origins", List.of(TestConfig.ORIGIN));
    Map<String, Object> lax = new LinkedHashMap<>(verifying);
    verifying.put("user_verification", "required");
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/webauthn", verifying)
                .alsoTenant("other")
                .set("/tenants/1/webauthn", lax));
    passkeys = new Passkeys(server.http());
    users = new Users(server.http());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** A user with a passkey. */
  private record Ada(String email, Authenticator mine) {}

  private Ada ada() {
    Ada ada = new Ada(Users.newEmail(), new Authenticator());
    passkeys.signUp(ada.email(), ada.mine());
    return ada;
  }

  private JsonNode loginOptions(Ada ada) {
    return passkeys.loginOptions(Map.of("email", ada.email())).json();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> response(Map<String, Object> credential) {
    return (Map<String, Object>) Objects.requireNonNull(credential.get("response"));
  }

  private static byte[] bytes(Map<String, Object> response, String field) {
    return Base64.getUrlDecoder().decode(String.valueOf(response.get(field)));
  }

  private Answer post(String endpoint, Object body) {
    return server.http().post(WEBAUTHN + endpoint, body);
  }

  private static void assertRefused(Answer answer) {
    assertRefused(answer, 401, "invalid_grant");
  }

  private static void assertRefused(Answer answer, int status, String error) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.json().has("tkn")).isFalse();
  }

  private static void assertOver(Answer answer) {
    assertRefused(answer, 400, "invalid_state");
  }

  @Test
  @Requirement("ASVS 6.7.2")
  void attack_26_a_login_that_was_seen_cannot_be_replayed() {
    Ada ada = ada();
    Map<String, Object> shown = ada.mine().get(loginOptions(ada));
    assertThat(post("authentication", shown).status()).isEqualTo(200);
    assertOver(post("authentication", shown));
  }

  @Test
  @Requirement("ASVS 6.7.2")
  void attack_26_of_many_replays_at_once_one_gets_in() {
    Ada ada = ada();
    Map<String, Object> shown = ada.mine().get(loginOptions(ada));
    List<Answer> answers = Together.run(12, i -> post("authentication", shown));
    assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
    assertThat(answers).filteredOn(answer -> answer.status() == 400).hasSize(11);
  }

  @Test
  void attack_26_a_challenge_ends_after_five_minutes() {
    Ada ada = ada();
    JsonNode options = loginOptions(ada);
    server.clock().advance(Duration.ofMinutes(5));
    assertOver(passkeys.login(options, ada.mine()));
  }

  @Test
  void attack_26_a_challenge_of_the_attackers_own_is_worth_nothing() {
    Ada ada = ada();
    for (String challenge :
        List.of("", "AAAA", Base64.getUrlEncoder().encodeToString(new byte[32]))) {
      assertOver(passkeys.login(withChallenge(loginOptions(ada), challenge), ada.mine()));
    }
  }

  private static JsonNode withChallenge(JsonNode options, String challenge) {
    JsonNode copy = options.deepCopy();
    ((ObjectNode) copy.path("public_key")).put("challenge", challenge);
    return copy;
  }

  @Test
  void attack_26_a_challenge_is_good_for_its_own_ceremony_only() {
    Ada ada = ada();
    String token =
        users.tokens(passkeys.login(loginOptions(ada), ada.mine()).text("tkn")).accessToken();
    JsonNode signup = passkeys.signupOptions(Map.of("email", Users.newEmail())).json();
    JsonNode registration = passkeys.registrationOptions(token, "x").json();

    // A challenge to make a passkey, used to show one.
    for (JsonNode options : List.of(signup, registration)) {
      String challenge = options.at("/options/public_key/challenge").asString();
      assertOver(passkeys.login(withChallenge(loginOptions(ada), challenge), ada.mine()));
    }
    // That of a sign-up, used to add to a profile; and the other way round.
    assertOver(passkeys.register(token, signup, new Authenticator()));
    assertOver(passkeys.signup(registration, new Authenticator()));
  }

  @Test
  void attack_26_what_was_made_is_not_what_was_shown() {
    Ada ada = ada();
    assertRefused(passkeys.login(ada.email(), ada.mine().saying("webauthn.create")));
    assertRefused(passkeys.login(ada.email(), ada.mine().saying("payment.get")));
    ada.mine().saying(null);
    JsonNode options = passkeys.signupOptions(Map.of("email", Users.newEmail())).json();
    assertRefused(passkeys.signup(options, new Authenticator().saying("webauthn.get")));
  }

  @Test
  void attack_26_a_passkey_for_another_page_is_refused() {
    Ada ada = ada();
    for (String origin :
        List.of(
            "https://evil.example",
            "http://app.example",
            "https://app.example:8443",
            "https://app.example.evil.example",
            "https://evil-app.example",
            "https://shop.app.example",
            "null")) {
      assertRefused(passkeys.login(ada.email(), ada.mine().at(origin)), 403, "origin_not_allowed");
      JsonNode options = passkeys.signupOptions(Map.of("email", Users.newEmail())).json();
      assertRefused(passkeys.signup(options, new Authenticator(origin)), 403, "origin_not_allowed");
    }
  }

  @Test
  void attack_26_a_page_in_a_frame_of_another_one_is_refused() {
    Ada ada = ada();
    assertRefused(passkeys.login(ada.email(), ada.mine().inFrame(true)));
  }

  @Test
  void attack_26_a_passkey_for_another_domain_is_refused() {
    Ada ada = ada();
    assertRefused(passkeys.login(ada.email(), ada.mine().forRp("evil.example")));
    JsonNode options = passkeys.signupOptions(Map.of("email", Users.newEmail())).json();
    assertRefused(passkeys.signup(options, new Authenticator().forRp("example")));
  }

  @Test
  void attack_26_a_wrong_signature_is_refused() {
    Ada ada = ada();
    assertRefused(passkeys.login(ada.email(), ada.mine().flippingSignature(true)));
    assertThat(passkeys.login(ada.email(), ada.mine().flippingSignature(false)).status())
        .isEqualTo(200);
  }

  @Test
  void attack_26_no_byte_of_what_was_signed_can_be_changed() {
    Ada ada = ada();
    Random random = new Random(26);
    for (int i = 0; i < 60; i++) {
      String field = List.of("authenticator_data", "client_data_json", "signature").get(i % 3);
      Map<String, Object> shown = ada.mine().get(loginOptions(ada));
      Map<String, Object> response = response(shown);
      byte[] bytes = bytes(response, field);
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      response.put(field, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
      Answer answer = post("authentication", shown);
      assertThat(answer.status()).as("%s", answer).isIn(400, 401, 403);
      assertThat(answer.json().has("tkn")).isFalse();
    }
  }

  @Test
  void attack_26_the_passkey_of_another_user_is_refused() {
    Ada ada = ada();
    Ada eve = ada();
    // Eve's passkey where Ada was named.
    assertRefused(passkeys.login(loginOptions(ada), eve.mine()));
    // Eve's signature under Ada's credential id.
    Map<String, Object> shown = eve.mine().get(loginOptions(ada));
    shown.put("id", ada.mine().credentialId());
    shown.put("raw_id", ada.mine().credentialId());
    assertRefused(post("authentication", shown));
    // Eve's passkey, saying that it is Ada's.
    Authenticator forged = eve.mine().copy().withUserHandle(ada.mine().userHandle());
    assertRefused(passkeys.login(passkeys.loginOptions(Map.of()).json(), forged));
  }

  @Test
  void attack_26_a_passkey_cannot_be_put_on_a_second_profile() {
    Ada ada = ada();
    Authenticator evil = new Authenticator();
    JsonNode options = passkeys.signupOptions(Map.of("email", Users.newEmail())).json();
    Map<String, Object> made = evil.create(options);
    String userId = options.at("/options/public_key/user/id").asString();
    Map<String, Object> renamed = new LinkedHashMap<>(made);
    renamed.put("id", ada.mine().credentialId());
    renamed.put("raw_id", ada.mine().credentialId());
    assertRefused(post("signup", Map.of("webauthn_id", userId, "public_key_credential", renamed)));

    // The same key and id as Ada's authenticator would make, on Eve's sign-up.
    server.sql(
        "update passkey set credential_id = decode('"
            + hex(evil.credentialId())
            + "', 'hex') where credential_id = decode('"
            + hex(ada.mine().credentialId())
            + "', 'hex')");
    assertRefused(post("signup", Map.of("webauthn_id", userId, "public_key_credential", made)));
  }

  private static String hex(String base64Url) {
    return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(base64Url));
  }

  @Test
  void attack_26_another_users_registration_cannot_be_finished() {
    Ada ada = ada();
    Ada eve = ada();
    String adas =
        users.tokens(passkeys.login(loginOptions(ada), ada.mine()).text("tkn")).accessToken();
    String eves =
        users.tokens(passkeys.login(loginOptions(eve), eve.mine()).text("tkn")).accessToken();
    JsonNode options = passkeys.registrationOptions(adas, "x").json();
    assertOver(passkeys.register(eves, options, new Authenticator()));
  }

  @Test
  void attack_26_a_tenant_knows_neither_challenges_nor_passkeys_of_another() {
    Ada ada = ada();
    Passkeys other = new Passkeys(server.http().with("Host", "other.localhost"));
    assertOver(other.login(loginOptions(ada), ada.mine()));
    assertRefused(other.login(other.loginOptions(Map.of()).json(), ada.mine()));
  }

  @Test
  void attack_26_a_user_that_was_not_verified_is_refused_where_it_is_required() {
    Ada ada = ada();
    assertRefused(passkeys.login(ada.email(), ada.mine().verifyingUser(false)));
    JsonNode options = passkeys.signupOptions(Map.of("email", Users.newEmail())).json();
    assertRefused(passkeys.signup(options, new Authenticator().verifyingUser(false)));
  }

  @Test
  void attack_26_a_counter_that_goes_back_is_told_each_time_and_locks_nobody_out() {
    Ada ada = new Ada(Users.newEmail(), new Authenticator().counting(100));
    passkeys.signUp(ada.email(), ada.mine());
    Authenticator copy = ada.mine().copy();
    assertThat(passkeys.login(ada.email(), ada.mine()).status()).isEqualTo(200);
    assertThat(passkeys.login(ada.email(), ada.mine()).status()).isEqualTo(200);
    assertThat(warnings(ada)).isEqualTo("0");

    assertThat(passkeys.login(ada.email(), copy).status()).isEqualTo(200);
    assertThat(warnings(ada)).isEqualTo("1");
    assertThat(passkeys.login(ada.email(), copy).status()).isEqualTo(200);
    assertThat(warnings(ada)).isEqualTo("2");
    assertThat(passkeys.login(ada.email(), ada.mine()).status()).isEqualTo(200);
    assertThat(warnings(ada)).isEqualTo("2");
  }

  private String warnings(Ada ada) {
    return server.sql(
        "select count(*) from event where type = 'passkey_counter_went_back' and profile_id ="
            + " (select id from profile where email_key = '"
            + ada.email()
            + "')");
  }

  @Test
  void attack_26_garbage_is_refused_and_breaks_nothing() {
    Ada ada = ada();
    Random random = new Random(2626);
    for (int i = 0; i < 40; i++) {
      JsonNode options = passkeys.signupOptions(Map.of("email", Users.newEmail())).json();
      Map<String, Object> made = new Authenticator().create(options);
      Map<String, Object> response = response(made);
      byte[] bytes = bytes(response, "attestation_object");
      if (i % 2 == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        random.nextBytes(bytes);
      }
      response.put(
          "attestation_object", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
      Answer answer =
          post(
              "signup",
              Map.of(
                  "webauthn_id",
                  options.at("/options/public_key/user/id").asString(),
                  "public_key_credential",
                  made));
      assertThat(answer.status()).as("%s", answer).isIn(400, 401);
    }
    for (String clientData : List.of("", "[]", "null", "{}", "{\"challenge\":7}", "{")) {
      Map<String, Object> shown = ada.mine().get(loginOptions(ada));
      Map<String, Object> response = response(shown);
      response.put(
          "client_data_json",
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(clientData.getBytes(StandardCharsets.UTF_8)));
      assertThat(post("authentication", shown).status()).isIn(400, 401);
    }
  }

  @Test
  void attack_26_a_passkey_that_a_stranger_put_on_an_address_goes_when_its_owner_comes() {
    Ada stranger = ada();
    server.inbox().await(stranger.email(), 1);
    Answer start =
        server
            .http()
            .post(
                "/identity/v1/passwordless/start",
                Map.of(
                    "client_id",
                    TestConfig.SPA,
                    "auth_type",
                    "magic_link",
                    "email",
                    stranger.email(),
                    "response_type",
                    "code",
                    "redirect_uri",
                    TestConfig.CALLBACK,
                    "code_challenge",
                    "x".repeat(43),
                    "code_challenge_method",
                    "S256"));
    assertThat(start.status()).as("%s", start).isEqualTo(204);
    String code = server.inbox().await(stranger.email(), 2).code();
    Answer owner =
        server
            .http()
            .post(
                "/identity/v1/passwordless/verify",
                Map.of(
                    "client_id",
                    TestConfig.SPA,
                    "email",
                    stranger.email(),
                    "verification_code",
                    code));
    assertThat(owner.status()).as("%s", owner).isEqualTo(200);
    assertRefused(passkeys.login(stranger.email(), stranger.mine()));
  }
}
