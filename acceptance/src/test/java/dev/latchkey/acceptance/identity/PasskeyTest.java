package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Passkeys;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code webauthn/*} (contract sections 9 and 2.6). */
class PasskeyTest extends IdentityContract {

  private static final String WEBAUTHN = API + "webauthn/";
  private static final String FINGERPRINT =
      "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5";

  /** The origin of an app that is signed with it. */
  private static final String APP =
      "android:apk-key-hash:FG3pg8VzBlDY7rmVLzT8ZBagg0LmHb6oigSWsj_PROU";

  private Passkeys passkeys;

  @Override
  TestConfig config() {
    Map<String, Object> plain =
        Map.of("rp_id", "app.example", "origins", List.of(TestConfig.ORIGIN));
    Map<String, Object> full = new LinkedHashMap<>(plain);
    full.put("rp_name", "The App");
    full.put("related_origins", List.of("https://app.test"));
    full.put(
        "android_apps",
        List.of(
            Map.of(
                "package_name", "example.app", "sha256_cert_fingerprints", List.of(FINGERPRINT))));
    full.put("apple_apps", List.of("A1B2C3D4E5.example.app"));
    Map<String, Object> verifying = new LinkedHashMap<>(plain);
    verifying.put("user_verification", "required");
    return demo()
        .set("/tenants/0/webauthn", full)
        .alsoTenant("verifying")
        .set("/tenants/1/webauthn", verifying)
        .set("/tenants/1/passwordless", Map.of("email", false, "sms", false))
        .alsoTenant("awaiting")
        .set("/tenants/2/webauthn", plain)
        .set("/tenants/2/signup", Map.of("login_before_verification", false))
        .alsoTenant("off");
  }

  @BeforeAll
  void startClient() {
    passkeys = new Passkeys(http);
  }

  private String accessToken(String tkn) {
    return users.tokens(tkn).accessToken();
  }

  /** A new user with a password: an access token. */
  private String passwordUser(String email) {
    return accessToken(users.signUp(email));
  }

  private static void expectPasskeyFailed(Answer answer) {
    Expect.error(answer, 401, "invalid_grant", "error.webauthn.failed");
  }

  private static void expectOver(Answer answer) {
    Expect.error(answer, 400, "invalid_state", "error.flow.state");
  }

  private static void expectForeignOrigin(Answer answer) {
    Expect.error(answer, 403, "origin_not_allowed", "error.origin.notAllowed");
  }

  // Sign-up

  @Test
  void signup_options_say_what_a_browser_needs_to_make_a_passkey() {
    JsonNode answer =
        Expect.secret(
            passkeys.signupOptions(
                Map.of(
                    "email", "ada.passkey@example.org", "given_name", "Ada", "family_name", "L")));

    assertThat(answer.path("friendly_name").asString()).isEqualTo("Laptop");
    JsonNode key = answer.at("/options/public_key");
    assertThat(key.path("rp").toString())
        .isEqualTo("{\"id\":\"app.example\",\"name\":\"The App\"}");
    assertThat(key.at("/user/name").asString()).isEqualTo("ada.passkey@example.org");
    assertThat(key.at("/user/display_name").asString()).isEqualTo("Ada L");
    assertThat(Base64.getUrlDecoder().decode(key.at("/user/id").asString())).hasSize(32);
    assertThat(Base64.getUrlDecoder().decode(key.path("challenge").asString())).hasSize(32);
    assertThat(key.path("pub_key_cred_params").toString())
        .isEqualTo("[{\"type\":\"public-key\",\"alg\":-7},{\"type\":\"public-key\",\"alg\":-257}]");
    assertThat(key.path("timeout").isIntegralNumber()).isTrue();
    assertThat(key.path("exclude_credentials").toString()).isEqualTo("[]");
    assertThat(key.path("authenticator_selection").toString())
        .isEqualTo(
            "{\"resident_key\":\"preferred\",\"require_resident_key\":false,"
                + "\"user_verification\":\"preferred\"}");
    assertThat(key.path("attestation").asString()).isEqualTo("none");
  }

  @Test
  void a_signup_with_a_passkey_ends_in_a_login_of_two_factors() {
    String email = Users.newEmail();
    Users.Tokens tokens = users.tokens(passkeys.signUp(email, new Authenticator()));

    JsonNode claims = claims(tokens.idToken());
    assertThat(claims.path("amr").toString()).isEqualTo("[\"webauthn\",\"mfa\"]");
    assertThat(claims.path("auth_type").asString()).isEqualTo("webauthn");
    assertThat(claims.path("new_user").asBoolean()).isTrue();
    JsonNode profile = users.userinfo(tokens.accessToken()).json();
    assertThat(profile.path("email").asString()).isEqualTo(email);
    assertThat(profile.path("has_password").asBoolean()).isFalse();
    assertThat(profile.path("auth_types").toString()).isEqualTo("[\"webauthn\"]");
    assertThat(server.inbox().await(email, 1).subject()).isNotBlank();
    JsonNode list = Expect.secret(passkeys.list(tokens.accessToken()));
    assertThat(list.get(0).path("friendly_name").asString()).isEqualTo("Laptop");
  }

  @Test
  void a_taken_identifier_is_told_at_both_steps() {
    String email = Users.newEmail();
    JsonNode early = Expect.secret(passkeys.signupOptions(Map.of("email", email)));
    users.signUp(email);

    Expect.error(
        passkeys.signupOptions(Map.of("email", email)),
        400,
        "email_already_exists",
        "error.email.alreadyInUse");
    Expect.error(
        passkeys.signup(early, new Authenticator()),
        400,
        "email_already_exists",
        "error.email.alreadyInUse");

    String number = Users.newPhoneNumber();
    users.signUp(Map.of("phone_number", number));
    Expect.error(
        passkeys.signupOptions(Map.of("phone_number", number)),
        400,
        "phone_number_already_exists",
        "error.phoneNumber.alreadyInUse");
    String custom = newCustomIdentifier();
    users.signUp(Map.of("email", Users.newEmail(), "custom_identifier", custom));
    Expect.error(
        passkeys.signupOptions(Map.of("email", Users.newEmail(), "custom_identifier", custom)),
        400,
        "invalid_request",
        "error.customIdentifier.alreadyInUse");
  }

  @Test
  void the_webauthn_id_is_the_user_id_letter_by_letter() {
    JsonNode options = Expect.secret(passkeys.signupOptions(Map.of("email", Users.newEmail())));
    Map<String, Object> credential = new Authenticator().create(options);
    String id = options.at("/options/public_key/user/id").asString();

    expectOver(
        http.post(
            WEBAUTHN + "signup",
            Map.of("webauthn_id", id + "=", "public_key_credential", credential)));
    Expect.secret(
        http.post(
            WEBAUTHN + "signup", Map.of("webauthn_id", id, "public_key_credential", credential)));
  }

  @Test
  void what_is_missing_or_wrong_in_a_signup_is_told_by_its_path() {
    Expect.invalid(
        call("webauthn/signup-options", Map.of("origin", TestConfig.ORIGIN)), "profile:missing");
    Expect.invalid(
        call("webauthn/signup-options", Map.of("profile", Map.of("email", "nobody"))),
        "origin:missing",
        "profile.email:invalid");
    Expect.invalid(passkeys.signupOptions(Map.of("given_name", "Ada")), "profile.email:missing");
    Expect.invalid(
        http.post(WEBAUTHN + "signup", Map.of()),
        "webauthn_id:missing",
        "public_key_credential:missing");
    Expect.invalid(
        http.post(
            WEBAUTHN + "signup",
            Map.of(
                "webauthn_id",
                "x",
                "public_key_credential",
                Map.of("id", "!", "type", "password", "response", Map.of()))),
        "public_key_credential.type:invalid",
        "public_key_credential.id:invalid",
        "public_key_credential.response.client_data_json:missing",
        "public_key_credential.response.attestation_object:missing");
    Expect.invalidClient(http.post(WEBAUTHN + "signup-options", Map.of("client_id", "nobody")));
    Expect.notFirstParty(
        http.post(WEBAUTHN + "signup-options", Map.of("client_id", TestConfig.THIRD_PARTY)));
  }

  @Test
  void a_password_in_the_profile_of_a_passkey_signup_is_not_kept() {
    String email = Users.newEmail();
    JsonNode options =
        Expect.secret(passkeys.signupOptions(Map.of("email", email, "password", Users.PASSWORD)));
    assertThat(
            server.sql(
                "select count(*) from flow where data::text like '%" + Users.PASSWORD + "%'"))
        .isEqualTo("0");
    Expect.secret(passkeys.signup(options, new Authenticator()));
    Expect.wrongPassword(users.tryPassword(email, Users.PASSWORD));
  }

  @Test
  void a_signup_that_awaits_verification_answers_an_empty_object() {
    Passkeys awaiting = new Passkeys(tenant("awaiting"));
    String email = Users.newEmail();
    Authenticator mine = new Authenticator();
    JsonNode options = Expect.secret(awaiting.signupOptions(Map.of("email", email)));
    assertThat(Expect.secret(awaiting.signup(options, mine)).toString()).isEqualTo("{}");

    Expect.error(awaiting.login(email, mine), 403, "access_denied", "error.unverifiedLogin");
  }

  @Test
  void a_verification_mail_leads_where_the_signup_wanted() {
    String email = Users.newEmail();
    JsonNode options =
        Expect.secret(
            call(
                "webauthn/signup-options",
                Map.of(
                    "origin",
                    TestConfig.ORIGIN,
                    "profile",
                    Map.of("email", email),
                    "redirect_url",
                    TestConfig.RESET_PAGE)));
    Expect.secret(passkeys.signup(options, new Authenticator()));
    String link = path(server.inbox().await(email, 1).link());
    assertThat(http.get(link).location().toString()).startsWith(TestConfig.RESET_PAGE);
    Expect.invalid(
        call(
            "webauthn/signup-options",
            Map.of(
                "origin",
                TestConfig.ORIGIN,
                "profile",
                Map.of("email", Users.newEmail()),
                "redirect_url",
                "https://evil.example/")),
        "redirect_url:invalid");
  }

  // Login

  @Test
  void a_passkey_logs_in_its_user() {
    String email = Users.newEmail();
    Authenticator mine = new Authenticator();
    passkeys.signUp(email, mine);

    JsonNode options = Expect.secret(passkeys.loginOptions(Map.of("email", email)));
    JsonNode key = options.path("public_key");
    assertThat(key.path("rp_id").asString()).isEqualTo("app.example");
    assertThat(key.path("user_verification").asString()).isEqualTo("preferred");
    assertThat(key.path("allow_credentials")).hasSize(1);
    JsonNode allowed = key.path("allow_credentials").get(0);
    assertThat(allowed.path("id").asString()).isEqualTo(mine.credentialId());
    assertThat(allowed.path("type").asString()).isEqualTo("public-key");
    assertThat(allowed.path("transports").toString()).isEqualTo("[\"internal\",\"hybrid\"]");

    JsonNode login = Expect.secret(passkeys.login(options, mine));
    assertThat(login.propertyNames()).containsExactly("tkn");
    Users.Tokens tokens = users.tokens(login.path("tkn").asString());
    assertThat(claims(tokens.accessToken()).path("amr").toString())
        .isEqualTo("[\"webauthn\",\"mfa\"]");
    assertThat(claims(tokens.accessToken()).path("auth_type").asString()).isEqualTo("webauthn");
    assertThat(
            Expect.secret(passkeys.list(tokens.accessToken()))
                .get(0)
                .path("last_used_at")
                .asString())
        .endsWith("Z");
  }

  @Test
  void a_passkey_that_did_not_verify_its_user_is_one_factor() {
    String email = Users.newEmail();
    Authenticator mine = new Authenticator().verifyingUser(false);
    passkeys.signUp(email, mine);
    Users.Tokens tokens = users.tokens(passkeys.login(email, mine).text("tkn"));
    assertThat(claims(tokens.accessToken()).path("amr").toString()).isEqualTo("[\"webauthn\"]");
  }

  @Test
  @Requirement("ASVS 6.3.4")
  void a_passkey_of_one_factor_needs_a_second_one_and_a_verified_one_does_not() {
    String email = Users.newEmail();
    Authenticator mine = new Authenticator();
    passkeys.signUp(email, mine);
    server.sql("update profile set factors = '{sms}' where email_key = '" + email + "'");

    assertThat(passkeys.login(email, mine).json().has("mfa_required")).isFalse();
    JsonNode login = Expect.secret(passkeys.login(email, mine.verifyingUser(false)));
    assertThat(login.path("mfa_required").asBoolean()).isTrue();
    Answer authorize =
        http.get(
            "/oauth/authorize",
            Map.of(
                "client_id",
                TestConfig.SPA,
                "response_type",
                "code",
                "redirect_uri",
                TestConfig.CALLBACK,
                "code_challenge",
                "x".repeat(43),
                "code_challenge_method",
                "S256",
                "tkn",
                login.path("tkn").asString()));
    assertThat(authorize.redirectParameters()).doesNotContainKey("code");
  }

  @Test
  void nobody_needs_to_be_named_when_the_passkey_says_whose_it_is() {
    String email = Users.newEmail();
    Authenticator mine = new Authenticator();
    passkeys.signUp(email, mine);

    JsonNode options = Expect.secret(passkeys.loginOptions(Map.of()));
    assertThat(options.at("/public_key/allow_credentials").toString()).isEqualTo("[]");
    String token = accessToken(passkeys.login(options, mine).text("tkn"));
    assertThat(users.userinfo(token).text("email")).isEqualTo(email);

    JsonNode again = Expect.secret(passkeys.loginOptions(Map.of()));
    expectPasskeyFailed(passkeys.login(again, mine.withUserHandle(null)));
  }

  @Test
  void a_user_handle_may_be_the_bytes_of_the_user_id_or_its_letters() {
    String email = Users.newEmail();
    Authenticator mine = new Authenticator();
    passkeys.signUp(email, mine);
    String letters = Base64.getUrlEncoder().withoutPadding().encodeToString(mine.userHandle());

    mine.withUserHandle(letters.getBytes(StandardCharsets.UTF_8));
    Expect.secret(passkeys.login(Expect.secret(passkeys.loginOptions(Map.of())), mine));
    Expect.secret(passkeys.login(email, mine));
    expectPasskeyFailed(
        passkeys.login(email, mine.withUserHandle("x".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void who_is_nobody_or_has_no_passkey_looks_like_everybody_and_always_the_same() {
    String nobody = Users.newEmail();
    String withPassword = Users.newEmail();
    users.signUp(withPassword);
    for (String email : List.of(nobody, withPassword)) {
      JsonNode first = Expect.secret(passkeys.loginOptions(Map.of("email", email)));
      JsonNode second =
          Expect.secret(passkeys.loginOptions(Map.of("email", email.toUpperCase(Locale.ROOT))));
      JsonNode allowed = first.at("/public_key/allow_credentials");
      assertThat(allowed).hasSize(1);
      assertThat(Base64.getUrlDecoder().decode(allowed.get(0).path("id").asString())).hasSize(32);
      assertThat(allowed.get(0).propertyNames()).containsExactly("type", "id", "transports");
      assertThat(second.at("/public_key/allow_credentials")).isEqualTo(allowed);
      assertThat(second.at("/public_key/challenge"))
          .isNotEqualTo(first.at("/public_key/challenge"));
    }
    Authenticator strangers = new Authenticator();
    passkeys.signUp(Users.newEmail(), strangers);
    expectPasskeyFailed(passkeys.login(nobody, strangers));
  }

  @Test
  void a_phone_number_names_a_user_as_well() {
    String number = Users.newPhoneNumber();
    Authenticator mine = new Authenticator();
    JsonNode options = Expect.secret(passkeys.signupOptions(Map.of("phone_number", number)));
    Expect.secret(passkeys.signup(options, mine));
    JsonNode login = Expect.secret(passkeys.loginOptions(Map.of("phone_number", number)));
    Expect.secret(passkeys.login(login, mine));
  }

  @Test
  void what_is_missing_in_a_login_is_told() {
    Expect.invalid(call("webauthn/authentication-options", Map.of()), "origin:missing");
    Expect.invalid(
        passkeys.loginOptions(Map.of("email", Users.newEmail(), "phone_number", "+33612345678")),
        "phone_number:invalid");
    Expect.invalid(
        http.post(WEBAUTHN + "authentication", Map.of()),
        "id:missing",
        "response:missing",
        "response.client_data_json:missing",
        "response.authenticator_data:missing",
        "response.signature:missing");
  }

  @Test
  void the_sdks_extra_fields_and_the_reports_origin_do_no_harm() {
    String email = Users.newEmail();
    Authenticator mine = new Authenticator();
    passkeys.signUp(email, mine);
    JsonNode options =
        Expect.secret(passkeys.loginOptions(Map.of("email", email, "scope", "openid", "x", "y")));
    String tkn =
        Expect.secret(
                http.post(WEBAUTHN + "authentication?origin=app&platform=ios", mine.get(options)))
            .path("tkn")
            .asString();
    assertThat(tkn).isNotBlank();
  }

  @Test
  void an_app_asks_in_the_name_of_a_page_and_signs_in_its_own() {
    String email = Users.newEmail();
    Authenticator app = new Authenticator(APP);
    passkeys.signUp(email, app);
    Expect.secret(passkeys.login(email, app));
    expectForeignOrigin(passkeys.login(email, app.at("android:apk-key-hash:" + "A".repeat(43))));
  }

  @Test
  void a_related_site_uses_the_same_passkeys() {
    String email = Users.newEmail();
    Authenticator mine = new Authenticator();
    passkeys.signUp(email, mine);
    JsonNode options =
        Expect.secret(
            call(
                "webauthn/authentication-options",
                Map.of("origin", "https://app.test", "email", email)));
    expectForeignOrigin(passkeys.login(options, mine));
    Expect.secret(passkeys.login(options, mine.at("https://app.test")));
  }

  @Test
  void a_page_that_is_not_registered_gets_no_options() {
    for (String origin : List.of("https://evil.example", "https://app.example.evil.example", "x")) {
      expectForeignOrigin(call("webauthn/authentication-options", Map.of("origin", origin)));
      expectForeignOrigin(
          call(
              "webauthn/signup-options",
              Map.of("origin", origin, "profile", Map.of("email", Users.newEmail()))));
    }
  }

  @Test
  void where_it_is_required_the_user_must_be_verified() {
    Passkeys verifying = new Passkeys(tenant("verifying"));
    String email = Users.newEmail();
    Authenticator mine = new Authenticator();
    JsonNode options = Expect.secret(verifying.signupOptions(Map.of("email", email)));
    assertThat(
            options.at("/options/public_key/authenticator_selection/user_verification").asString())
        .isEqualTo("required");
    expectPasskeyFailed(verifying.signup(options, new Authenticator().verifyingUser(false)));
    Expect.secret(verifying.signup(options, mine));

    expectPasskeyFailed(verifying.login(email, mine.verifyingUser(false)));
    Expect.secret(verifying.login(email, mine.verifyingUser(true)));
  }

  @Test
  void a_suspended_user_is_not_let_in() {
    String email = Users.newEmail();
    Authenticator mine = new Authenticator();
    passkeys.signUp(email, mine);
    server.sql("update profile set suspended_at = now() where email_key = '" + email + "'");
    Expect.error(
        passkeys.login(email, mine), 403, "access_denied", "error.account.temporarilySuspended");
  }

  // Adding, listing, removing

  @Test
  void a_user_with_a_password_adds_a_passkey_and_is_told_by_mail() {
    String email = Users.newEmail();
    String token = passwordUser(email);
    server.inbox().await(email, 1);
    Authenticator mine = new Authenticator();
    JsonNode options = Expect.secret(passkeys.registrationOptions(token, "Ada's phone"));
    assertThat(options.path("friendly_name").asString()).isEqualTo("Ada's phone");
    assertThat(options.at("/options/public_key/user/name").asString()).isEqualTo(email);
    Expect.nothing(passkeys.register(token, options, mine));

    assertThat(server.inbox().await(email, 2).text())
        .contains(": a passkey.")
        .doesNotContain("hone");
    JsonNode list = Expect.secret(passkeys.list(token));
    assertThat(list).hasSize(1);
    assertThat(list.get(0).path("id").asString()).isEqualTo(mine.credentialId());
    assertThat(list.get(0).path("created_at").asString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(list.get(0).propertyNames()).containsExactly("id", "friendly_name", "created_at");
    Expect.secret(passkeys.login(email, mine));
    assertThat(users.userinfo(token).json().path("auth_types").toString())
        .isEqualTo("[\"password\",\"webauthn\"]");
  }

  @Test
  void passkeys_of_one_user_share_a_handle_and_exclude_each_other() {
    String email = Users.newEmail();
    Authenticator first = new Authenticator();
    String token = accessToken(passkeys.signUp(email, first));

    JsonNode key =
        Expect.secret(passkeys.registrationOptions(token, "Second")).at("/options/public_key");
    assertThat(key.at("/user/id").asString())
        .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(first.userHandle()));
    assertThat(key.path("exclude_credentials")).hasSize(1);
    assertThat(key.path("exclude_credentials").get(0).path("id").asString())
        .isEqualTo(first.credentialId());
  }

  @Test
  @Requirement("ASVS 7.5.1")
  void only_a_fresh_token_changes_passkeys() {
    String email = Users.newEmail();
    String token = passwordUser(email);
    JsonNode options = Expect.secret(passkeys.registrationOptions(token, "Late"));
    Authenticator mine = new Authenticator();
    passkeys.add(token, "In time", mine);
    server.clock().advance(Duration.ofMinutes(5));

    for (Answer answer :
        List.of(
            passkeys.registrationOptions(token, "x"),
            passkeys.register(token, options, new Authenticator()),
            passkeys.remove(token, mine.credentialId()))) {
      Expect.error(answer, 401, "invalid_grant", "error.accessToken.freshness");
    }
    assertThat(Expect.secret(passkeys.list(token))).hasSize(1);
  }

  @Test
  @Requirement({"ASVS 6.4.4", "ASVS 7.5.3"})
  void who_has_a_second_factor_shows_it_before_changing_passkeys() {
    String email = Users.newEmail();
    Authenticator mine = new Authenticator();
    String byPasskey = accessToken(passkeys.signUp(email, mine));
    String weak = accessToken(passkeys.login(email, mine.verifyingUser(false)).text("tkn"));
    server.sql("update profile set factors = '{totp}' where email_key = '" + email + "'");

    for (Answer answer :
        List.of(
            passkeys.registrationOptions(weak, "x"), passkeys.remove(weak, mine.credentialId()))) {
      Expect.error(answer, 401, "invalid_grant", "error.authn.mfa.stepup.required");
    }
    Expect.secret(passkeys.registrationOptions(byPasskey, "x"));
  }

  @Test
  void every_call_needs_a_live_token() {
    for (Answer answer :
        List.of(
            http.post(WEBAUTHN + "registration-options", Map.of()),
            http.post(WEBAUTHN + "registration", Map.of()),
            http.get(WEBAUTHN + "registration"),
            http.delete(WEBAUTHN + "registration/AAAA"))) {
      Expect.noToken(answer);
    }
    for (Answer answer :
        List.of(
            passkeys.registrationOptions("x.y.z", "x"),
            passkeys.list("x.y.z"),
            passkeys.remove("x.y.z", "AAAA"))) {
      Expect.badToken(answer);
    }
  }

  @Test
  void what_is_missing_in_a_registration_is_told() {
    String token = passwordUser(Users.newEmail());
    Http bearer = http.bearer(token);
    Expect.invalid(bearer.post(WEBAUTHN + "registration-options", Map.of()), "origin:missing");
    Expect.invalid(
        bearer.post(WEBAUTHN + "registration", Map.of()),
        "id:missing",
        "response:missing",
        "response.client_data_json:missing",
        "response.attestation_object:missing");
    expectForeignOrigin(
        bearer.post(WEBAUTHN + "registration-options", Map.of("origin", "https://evil.example")));
  }

  @Test
  void an_algorithm_that_was_not_offered_is_refused_by_name() {
    String token = passwordUser(Users.newEmail());
    JsonNode options = Expect.secret(passkeys.registrationOptions(token, "x"));
    Expect.error(
        passkeys.register(token, options, new Authenticator().withAlgorithm(-35)),
        400,
        "unsupported_algorithm",
        "error.algorithm.unsupported");
  }

  @Test
  @Requirement({"ASVS 6.3.7", "ASVS 6.5.6"})
  void a_removed_passkey_is_worth_nothing_and_its_owner_is_told() {
    String email = Users.newEmail();
    String token = passwordUser(email);
    Authenticator mine = new Authenticator();
    passkeys.add(token, "Old phone", mine);
    server.inbox().await(email, 2);
    JsonNode options = Expect.secret(passkeys.loginOptions(Map.of("email", email)));

    Expect.nothing(passkeys.remove(token, mine.credentialId() + "%3D"));

    assertThat(server.inbox().await(email, 3).text())
        .contains(": a passkey.")
        .doesNotContain("hone");
    expectPasskeyFailed(passkeys.login(options, mine));
    assertThat(Expect.secret(passkeys.list(token))).isEmpty();
    Expect.nothing(passkeys.remove(token, mine.credentialId()));
  }

  @Test
  void an_id_that_is_none_or_somebody_elses_is_removed_already() {
    String token = passwordUser(Users.newEmail());
    Authenticator theirs = new Authenticator();
    String email = Users.newEmail();
    passkeys.signUp(email, theirs);
    for (String id : List.of("AAAA", "AAAA=", "%21", "%C3%A9", theirs.credentialId())) {
      Expect.nothing(passkeys.remove(token, id));
    }
    Expect.secret(passkeys.login(email, theirs));
  }

  @Test
  void the_last_way_in_cannot_be_removed() {
    Http verifying = tenant("verifying");
    Passkeys there = new Passkeys(verifying);
    Users theirs = new Users(verifying);
    Authenticator first = new Authenticator();
    String token = theirs.tokens(there.signUp(Users.newEmail(), first)).accessToken();

    Expect.error(
        there.remove(token, first.credentialId()),
        400,
        "invalid_request",
        "error.identity.lastWayIn");
    Authenticator second = new Authenticator();
    there.add(token, "Second", second);
    List<Answer> both =
        Together.run(2, i -> there.remove(token, (i == 0 ? first : second).credentialId()));
    assertThat(both).extracting(Answer::status).containsExactlyInAnyOrder(204, 400);
    assertThat(Expect.secret(there.list(token))).hasSize(1);
  }

  @Test
  void where_a_code_lets_in_the_only_passkey_can_be_removed() {
    Authenticator mine = new Authenticator();
    String token = accessToken(passkeys.signUp(Users.newEmail(), mine));
    Expect.nothing(passkeys.remove(token, mine.credentialId()));
  }

  @Test
  void a_profile_has_at_most_fifty_passkeys() {
    String email = Users.newEmail();
    String token = passwordUser(email);
    passkeys.add(token, "First", new Authenticator());
    server.sql(
        """
        insert into passkey (tenant, credential_id, profile_id, user_handle, public_key, sign_count, user_verified,
          backup_eligible, backed_up, recovered, aaguid, transports, friendly_name, created_at)
        select tenant, sha256(i::text::bytea), profile_id, user_handle, public_key, 0, true, false, false, false, aaguid,
          transports, friendly_name, created_at
        from passkey, generate_series(1, 49) i
        where profile_id = (select id from profile where email_key = '%s')
        """
            .formatted(email));
    JsonNode options = Expect.secret(passkeys.registrationOptions(token, "x"));
    expectPasskeyFailed(passkeys.register(token, options, new Authenticator()));
  }

  // Reset

  /** A code that recovers the account of that address, to which so many mails have gone. */
  private String recoveryCode(String email, int mails) {
    server.inbox().await(email, mails);
    Expect.nothing(call("account-recovery", Map.of("email", email)));
    return server.inbox().await(email, mails + 1).code();
  }

  @Test
  @Requirement("ASVS 6.5.6")
  void a_recovery_code_replaces_all_passkeys_with_a_new_one() {
    String email = Users.newEmail();
    Authenticator lost = new Authenticator();
    Users.Tokens before = users.tokens(passkeys.signUp(email, lost));
    String code = recoveryCode(email, 1);

    JsonNode options = Expect.secret(passkeys.resetOptions(email, code));
    assertThat(options.at("/options/public_key/exclude_credentials").toString()).isEqualTo("[]");
    assertThat(options.at("/options/public_key/user/name").asString()).isEqualTo(email);
    Authenticator fresh = new Authenticator();
    Expect.nothing(passkeys.reset(email, code, fresh.create(options)));

    assertThat(server.inbox().await(email, 3).text())
        .contains(": a passkey.")
        .doesNotContain("hone");
    expectPasskeyFailed(passkeys.login(email, lost));
    String token = accessToken(Expect.secret(passkeys.login(email, fresh)).path("tkn").asString());
    assertThat(Expect.secret(passkeys.list(token))).hasSize(1);
    assertThat(users.userinfo(token).json().path("email_verified").asBoolean()).isTrue();
    Expect.badToken(users.userinfo(before.accessToken()));
    Expect.wrongCode(passkeys.resetOptions(email, code));
  }

  @Test
  @AttackClass(15)
  void nothing_that_was_begun_before_a_reset_ends_after_it() {
    String email = Users.newEmail();
    Users.Tokens before = users.tokens(passkeys.signUp(email, new Authenticator()));
    Http user = http.bearer(before.accessToken());
    String code = server.inbox().await(email, 1).code();
    Expect.nothing(
        user.post(API + "verify-email", Map.of("email", email, "verification_code", code)));
    String thiefs = Users.newEmail();
    Expect.secret(user.post(API + "update-email", Map.of("email", thiefs)));
    Expect.nothing(call("forgot-password", Map.of("email", email)));
    String passwordCode = server.inbox().await(email, 2).code();
    server.sql(
        """
        with one as (
          insert into trusted_device (tenant, id, profile_id, device_hash, created_at, expires_at, ip, user_agent)
          select 'demo', gen_random_uuid(), id, '', now(), now() + interval '90 days', '', '' from profile where email = '%s'
          returning 1)
        select count(*) from one\
        """
            .formatted(email));
    assertThat(trustedDevices(email)).isEqualTo("1");
    String recovery = recoveryCode(email, 2);

    JsonNode options = Expect.secret(passkeys.resetOptions(email, recovery));
    Expect.nothing(passkeys.reset(email, recovery, new Authenticator().create(options)));

    String link = server.inbox().await(thiefs, 1).link();
    assertThat(http.get(link.replaceFirst("https?://[^/]+", "")).status()).isEqualTo(401);
    Expect.wrongCode(
        call(
            "update-password",
            Map.of("email", email, "verification_code", passwordCode, "password", Users.PASSWORD)));
    assertThat(trustedDevices(email)).isEqualTo("0");
  }

  private String trustedDevices(String email) {
    return server.sql(
        "select count(*) from trusted_device where profile_id = (select id from profile where email"
            + " = '"
            + email
            + "')");
  }

  @Test
  void a_wrong_recovery_code_is_refused_at_both_steps() {
    String email = Users.newEmail();
    Authenticator mine = new Authenticator();
    passkeys.signUp(email, mine);
    String code = recoveryCode(email, 1);
    JsonNode options = Expect.secret(passkeys.resetOptions(email, code));
    Authenticator fresh = new Authenticator();

    Expect.wrongCode(passkeys.resetOptions(email, "wrong-code"));
    Expect.wrongCode(passkeys.resetOptions(Users.newEmail(), code));
    Expect.wrongCode(passkeys.reset(email, "wrong-code", fresh.create(options)));
    Expect.secret(passkeys.login(email, mine));
    Expect.nothing(passkeys.reset(email, code, fresh.create(options)));
  }

  @Test
  void a_reset_is_of_the_user_and_client_that_began_it() {
    String email = Users.newEmail();
    String other = Users.newEmail();
    passkeys.signUp(email, new Authenticator());
    passkeys.signUp(other, new Authenticator());
    String code = recoveryCode(email, 1);
    String othersCode = recoveryCode(other, 1);
    JsonNode options = Expect.secret(passkeys.resetOptions(email, code));
    Map<String, Object> credential = new Authenticator().create(options);

    expectOver(passkeys.reset(other, othersCode, credential));
    Map<String, Object> byOther =
        Map.of("email", email, "verification_code", code, "public_key_credential", credential);
    Expect.error(
        call("webauthn/reset", TestConfig.OTHER_SPA, byOther),
        401,
        "invalid_grant",
        "error.invalidVerificationCode");
    Expect.nothing(call("webauthn/reset", byOther));
  }

  @Test
  @Requirement("ASVS 6.4.3")
  void a_reset_past_other_factors_leaves_a_passkey_of_one_factor() {
    String email = Users.newEmail();
    passkeys.signUp(email, new Authenticator());
    server.sql(
        "update profile set factors = '{totp}', email_verified_at = now() where email_key = '"
            + email
            + "'");
    String code = recoveryCode(email, 1);
    Authenticator fresh = new Authenticator();
    JsonNode options = Expect.secret(passkeys.resetOptions(email, code));
    Expect.nothing(passkeys.reset(email, code, fresh.create(options)));

    assertThat(Expect.secret(passkeys.login(email, fresh)).path("mfa_required").asBoolean())
        .isTrue();
  }

  @Test
  void what_is_missing_in_a_reset_is_told() {
    Expect.invalid(
        call("webauthn/reset-options", Map.of()),
        "verification_code:missing",
        "origin:missing",
        "email:missing");
    Expect.invalid(call("webauthn/reset", Map.of()), "verification_code:missing", "email:missing");
    Expect.invalid(
        call("webauthn/reset", Map.of("email", "a@example.org", "verification_code", "1")),
        "public_key_credential:missing");
  }

  // Settings

  @Test
  void the_configuration_says_whether_there_are_passkeys() {
    Map<String, String> spa = Map.of("client_id", TestConfig.SPA);
    assertThat(http.get(API + "config", spa).json().path("web_authn").asBoolean()).isTrue();
    assertThat(tenant("off").get(API + "config", spa).json().path("web_authn").asBoolean())
        .isFalse();
  }

  @Test
  void where_they_are_off_every_endpoint_says_so() {
    Http off = tenant("off");
    for (String endpoint :
        List.of(
            "signup-options",
            "signup",
            "authentication-options",
            "authentication",
            "registration-options",
            "registration",
            "reset-options",
            "reset")) {
      Expect.error(
          off.post(WEBAUTHN + endpoint, Map.of()),
          403,
          "access_denied",
          "error.webauthn.featureDisabled");
    }
    for (Answer answer :
        List.of(off.get(WEBAUTHN + "registration"), off.delete(WEBAUTHN + "registration/AAAA"))) {
      Expect.error(answer, 403, "access_denied", "error.webauthn.featureDisabled");
    }
  }

  @Test
  void sites_and_apps_that_share_the_passkeys_are_published() {
    assertThat(Expect.ok(http.get("/.well-known/webauthn")).toString())
        .isEqualTo("{\"origins\":[\"https://app.test\"]}");
    JsonNode android = Expect.ok(http.get("/.well-known/assetlinks.json")).get(0);
    assertThat(android.path("relation").toString())
        .contains("delegate_permission/common.get_login_creds");
    assertThat(android.path("target").toString())
        .isEqualTo(
            "{\"namespace\":\"android_app\",\"package_name\":\"example.app\","
                + "\"sha256_cert_fingerprints\":[\""
                + FINGERPRINT
                + "\"]}");
    assertThat(Expect.ok(http.get("/.well-known/apple-app-site-association")).toString())
        .isEqualTo("{\"webcredentials\":{\"apps\":[\"A1B2C3D4E5.example.app\"]}}");
  }

  @Test
  void what_is_not_configured_is_not_published() {
    for (String tenant : List.of("off", "verifying")) {
      for (String path : List.of("webauthn", "assetlinks.json", "apple-app-site-association")) {
        Expect.error(
            tenant(tenant).get("/.well-known/" + path),
            404,
            "resource_not_found",
            "error.resource.notFound");
      }
    }
  }
}
