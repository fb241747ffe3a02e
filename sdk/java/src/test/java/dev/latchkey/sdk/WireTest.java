package dev.latchkey.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.Consent;
import dev.latchkey.sdk.model.CredentialMfaType;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LoginMfaConf;
import dev.latchkey.sdk.model.MfaCredential;
import dev.latchkey.sdk.model.MfaRegistration;
import dev.latchkey.sdk.model.OpenIdAddress;
import dev.latchkey.sdk.model.OpenIdUser;
import dev.latchkey.sdk.model.PasswordLoginRequest;
import dev.latchkey.sdk.model.PasswordlessRequest;
import dev.latchkey.sdk.model.Profile;
import dev.latchkey.sdk.model.ProfileAddress;
import dev.latchkey.sdk.model.ProfileAddressType;
import dev.latchkey.sdk.model.ProfileSignupRequest;
import dev.latchkey.sdk.model.SignupRequest;
import dev.latchkey.sdk.model.SignupResponse;
import dev.latchkey.sdk.model.StartStepUpFlow;
import dev.latchkey.sdk.model.UpdatePasswordRequest.AccessTokenParams;
import dev.latchkey.sdk.model.UpdatePasswordRequest.EmailParams;
import dev.latchkey.sdk.model.UpdatePasswordRequest.FreshAccessTokenParams;
import dev.latchkey.sdk.model.UpdatePasswordRequest.SmsParams;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What goes over the wire, name by name (contract sections 3, 4, 6 and 9). */
class WireTest extends WithFakeServer {

  private static final String NUMBER = "+33612345678";

  /** Method, path, body with sorted names, and whether the access token was shown. */
  private String sent() {
    RecordedRequest request = request();
    Map<String, @Nullable Object> body = new TreeMap<>(body(request).fields());
    boolean bearer = "Bearer the-access-token".equals(request.getHeaders().get("Authorization"));
    return path(request)
        + (request.getBody() == null ? "" : " " + body)
        + (bearer ? " with the token" : "");
  }

  /** A value that is random each time. */
  private static String blurred(String sent) {
    return sent.replaceAll("(code_challenge|code_verifier)=[A-Za-z0-9_-]{43}", "$1=~");
  }

  // --- signing up and logging in
  // --------------------------------------------------------------------

  @Test
  void a_sign_up_sends_the_profile_without_what_is_not_set() {
    answers(200, CONFIG);
    answers(200, TOKENS.replace("{", "{\"id_token\":\"" + idToken("{\"sub\":\"u\"}") + "\","));
    SignupResponse response =
        client
            .signup(
                ProfileSignupRequest.builder()
                    .setPassword("secret")
                    .setEmail("ada@example.org")
                    .setProfileURL("https://ada.example")
                    .setCustomIdentifier("ada")
                    .setConsents(Map.of("news", Consent.builder().setGranted(true).build()))
                    .setAddresses(
                        List.of(
                            ProfileAddress.builder()
                                .setTitle("Home")
                                .setIsDefault(true)
                                .setAddressType(ProfileAddressType.delivery)
                                .setStreetAddress("1 rue X")
                                .build()))
                    .setCustomFields(Map.of("shoe_size", 42))
                    .build(),
                null)
            .await();
    assertThat(sent()).isEqualTo("GET /identity/v1/config");
    assertThat(sent())
        .isEqualTo(
            "POST /identity/v1/signup-token {client_id=app, data={email=ada@example.org,"
                + " profile_url=https://ada.example, custom_fields={shoe_size=42},"
                + " addresses=[{title=Home, default=true, address_type=delivery,"
                + " street_address=1 rue X}], consents={news={granted=true}}, password=secret,"
                + " custom_identifier=ada}, scope=openid profile}");
    AuthToken tokens = Objects.requireNonNull(response.getAuthToken());
    assertThat(tokens.getAccessToken()).isEqualTo("access");
    assertThat(tokens.getExpiresIn()).isEqualTo(3600);
    assertThat(tokens.getAuthHeader()).isEqualTo("Bearer access");
    assertThat(Objects.requireNonNull(tokens.getUser()).getId()).isEqualTo("u");
  }

  @Test
  void a_sign_up_may_wait_for_the_identifier_to_be_verified() {
    ProfileSignupRequest ada =
        ProfileSignupRequest.builder().setPassword("secret").setPhoneNumber(NUMBER).build();
    answers(200, "{\"id\":\"1\"}");
    SignupResponse response =
        client
            .signup(
                SignupRequest.builder()
                    .setProfile(ada)
                    .setScope(List.of("openid", "email", "openid"))
                    .setRedirectUrl("https://app.example/welcome")
                    .setOrigin("home")
                    .build())
            .await();
    assertThat(response).isInstanceOf(SignupResponse.AwaitingIdentifierVerification.class);
    assertThat(response.getAuthToken()).isNull();
    assertThat(sent())
        .isEqualTo(
            "POST /identity/v1/signup-token {client_id=app, data={phone_number=+33612345678,"
                + " password=secret}, origin=home, redirect_url=https://app.example/welcome,"
                + " scope=openid email}");
  }

  @Test
  void a_password_login_goes_by_ticket_code_and_token() {
    answers(200, "{\"tkn\":\"ticket\"}");
    redirects("reachfive://app/callback?code=the-code");
    answers(200, TOKENS);

    client.loginWithPassword("ada@example.org", "secret", List.of("openid")).await();

    assertThat(sent())
        .isEqualTo(
            "POST /identity/v1/password/login {client_id=app, email=ada@example.org,"
                + " password=secret, scope=openid}");
    RecordedRequest authorize = request();
    HttpUrl url = authorize.getUrl();
    assertThat(path(authorize)).isEqualTo("GET /oauth/authorize");
    assertThat(url.queryParameterNames())
        .containsExactlyInAnyOrder(
            "client_id",
            "response_type",
            "redirect_uri",
            "scope",
            "code_challenge",
            "code_challenge_method",
            "response_mode",
            "tkn");
    assertThat(url.queryParameter("redirect_uri")).isEqualTo("reachfive://app/callback");
    assertThat(blurred(sent()))
        .isEqualTo(
            "POST /oauth/token {client_id=app, code=the-code, code_verifier=~,"
                + " grant_type=authorization_code, redirect_uri=reachfive://app/callback}");
  }

  @Test
  void a_user_name_without_an_at_is_a_phone_number() {
    answers(401, "{\"error\":\"invalid_grant\"}");
    failureOf(client.loginWithPassword(NUMBER, "secret", List.of()));
    assertThat(sent()).contains("phone_number=+33612345678");
    answers(401, "{\"error\":\"invalid_grant\"}");
    failureOf(
        client.loginWithPassword(
            PasswordLoginRequest.builder()
                .setCustomIdentifier("ada")
                .setPassword("secret")
                .setScope(List.of())
                .setOrigin("home")
                .build()));
    assertThat(sent()).contains("custom_identifier=ada, origin=home");
  }

  @Test
  void authorize_may_answer_with_an_error_or_something_else() {
    answers(200, "{\"tkn\":\"ticket\"}");
    redirects("reachfive://app/callback?error=access_denied&error_description=Not+today");
    assertThat(failureOf(login()).getMessage()).isEqualTo("Not today");

    answers(200, "{\"tkn\":\"ticket\"}");
    answers(400, "{\"error\":\"invalid_request\"}");
    assertThat(failureOf(login()).getMessage()).isEqualTo("invalid_request");

    answers(200, "{\"tkn\":\"ticket\"}");
    redirects("https://id.example.com/auth");
    assertThat(failureOf(login()).getErrorCode()).isEqualTo(ErrorCode.NoAuthCode);

    answers(200, "{\"tkn\":\"ticket\"}");
    redirects("reachfive://app/callback?code=c");
    answers(200, "{\"token_type\":\"Bearer\"}");
    assertThat(failureOf(login()).getMessage()).isEqualTo("No access_token returned");
  }

  private Command<AuthToken> login() {
    return client.loginWithPassword("ada@example.org", "secret", List.of("openid"));
  }

  @Test
  void a_second_factor_fails_the_login_or_goes_on_by_a_step_up_token() {
    answers(200, "{\"tkn\":\"ticket\",\"mfa_required\":true}");
    assertThat(failureOf(login()).getErrorCode()).isEqualTo(ErrorCode.Unauthorized);
    request();

    answers(200, "{\"tkn\":\"ticket\",\"mfa_required\":true}");
    answers(200, "{\"token\":\"step-up\",\"amr\":[\"email\",\"sms\"]}");
    AuthToken half =
        client
            .loginWithPassword(
                PasswordLoginRequest.builder()
                    .setEmail("ada@example.org")
                    .setPassword("secret")
                    .setScope(List.of("openid"))
                    .setMfaConf(LoginMfaConf.builder().build())
                    .build())
            .await();
    assertThat(half.getStepUpToken()).isEqualTo("step-up");
    assertThat(half.getAmr()).containsExactly("email", "sms");
    assertThat(half.getAccessToken()).isNull();
    request();
    String stepUp = sent();
    assertThat(blurred(stepUp))
        .isEqualTo(
            "POST /identity/v1/mfa/stepup {client_id=app, code_challenge=~,"
                + " code_challenge_method=S256, redirect_uri=reachfive://app/callback,"
                + " response_type=code, scope=openid, tkn=ticket}");

    answers(200, "{\"challenge_id\":\"challenge\"}");
    String challenge =
        client
            .startStepUp(
                StartStepUpFlow.ofLogin("step-up"), CredentialMfaType.sms, null, null, null)
            .await()
            .getChallengeId();
    assertThat(sent())
        .isEqualTo(
            "POST /identity/v1/passwordless/start {auth_type=sms, client_id=app,"
                + " redirect_uri=reachfive://app/callback, response_type=code, step_up=step-up}");

    answers(200, "{\"code\":\"c\"}");
    answers(200, TOKENS);
    client.endStepUp(challenge, "123456", true).await();
    assertThat(sent())
        .isEqualTo(
            "POST /identity/v1/passwordless/verify {challenge_id=challenge, trust_device=true,"
                + " verification_code=123456}");
    assertThat(blurred(sent()))
        .startsWith("POST /oauth/token {client_id=app, code=c, code_verifier=~");
  }

  @Test
  void a_step_up_of_a_user_who_is_logged_in_shows_the_token() {
    answers(200, "{\"token\":\"step-up\",\"amr\":[\"email\"]}");
    answers(200, "{\"challenge_id\":\"challenge\"}");
    client
        .startStepUp(
            StartStepUpFlow.ofAuthToken(TOKEN, "delete account"),
            CredentialMfaType.email,
            "https://app.example/cb",
            List.of("openid"),
            "home")
        .await();
    assertThat(blurred(sent()))
        .isEqualTo(
            "POST /identity/v1/mfa/stepup {action=delete account, client_id=app,"
                + " code_challenge=~, code_challenge_method=S256,"
                + " redirect_uri=https://app.example/cb, response_type=code, scope=openid} with"
                + " the token");
    assertThat(sent())
        .isEqualTo(
            "POST /identity/v1/passwordless/start {auth_type=email, client_id=app, origin=home,"
                + " redirect_uri=https://app.example/cb, response_type=code, step_up=step-up}");
  }

  @Test
  void a_passwordless_login_by_text_message_sends_the_code_as_c() {
    answers(204, "");
    client
        .startPasswordless(
            PasswordlessRequest.builder()
                .setPhoneNumber(NUMBER)
                .setScope(List.of("openid"))
                .build())
        .await();
    answers(401, "{\"error\":\"invalid_grant\"}");
    assertThat(failureOf(client.verifyPasswordless(NUMBER, "000000")).getCode()).isEqualTo(401);
    answers(200, "{\"code\":\"c\"}");
    answers(200, TOKENS);
    client.verifyPasswordless(NUMBER, "123456").await();

    String start = request().getBody() == null ? "" : "started";
    assertThat(start).isEqualTo("started");
    assertThat(sent())
        .isEqualTo("POST /identity/v1/passwordless/verify {c=000000, phone_number=+33612345678}");
    assertThat(sent())
        .isEqualTo("POST /identity/v1/passwordless/verify {c=123456, phone_number=+33612345678}");
    assertThat(blurred(sent())).contains("code=c, code_verifier=~");
  }

  @Test
  void a_passwordless_login_by_mail_ends_by_code_or_by_link() {
    answers(200, CONFIG);
    answers(204, "");
    client.startPasswordless("ada@example.org", null, "https://app.example/cb").await();
    request();
    assertThat(blurred(sent()))
        .isEqualTo(
            "POST /identity/v1/passwordless/start {auth_type=magic_link, client_id=app,"
                + " code_challenge=~, code_challenge_method=S256, email=ada@example.org,"
                + " redirect_uri=https://app.example/cb, response_type=code, scope=openid"
                + " profile}");
    answers(200, TOKENS);
    client.exchangeCodeForToken("from-link").await();
    assertThat(blurred(sent()))
        .isEqualTo(
            "POST /oauth/token {client_id=app, code=from-link, code_verifier=~,"
                + " grant_type=authorization_code, redirect_uri=https://app.example/cb}");

    answers(200, "{\"code\":\"c\"}");
    answers(200, TOKENS);
    client.verifyPasswordlessByEmail("ada@example.org", "123456").await();
    assertThat(sent())
        .isEqualTo(
            "POST /identity/v1/passwordless/verify {auth_type=magic_link, email=ada@example.org,"
                + " verification_code=123456}");
  }

  // --- passwords and recovery
  // -----------------------------------------------------------------------

  @Test
  void each_way_to_set_a_password_sends_its_own_fields_and_no_tokens_in_the_body() {
    for (int i = 0; i < 4; i++) {
      answers(204, "");
    }
    client.updatePassword(new FreshAccessTokenParams(TOKEN, "new")).await();
    client.updatePassword(new AccessTokenParams(TOKEN, "old", "new")).await();
    client.updatePassword(new EmailParams("a@b.example", "123456", "new")).await();
    client.updatePassword(new SmsParams(NUMBER, "123456", "new")).await();
    String path = "POST /identity/v1/update-password ";
    assertThat(sent()).isEqualTo(path + "{password=new} with the token");
    assertThat(sent()).isEqualTo(path + "{old_password=old, password=new} with the token");
    assertThat(sent())
        .isEqualTo(
            path + "{client_id=app, email=a@b.example, password=new, verification_code=123456}");
    assertThat(sent())
        .isEqualTo(
            path
                + "{client_id=app, password=new, phone_number=+33612345678,"
                + " verification_code=123456}");
  }

  @Test
  void resets_and_recoveries_name_client_and_user() {
    for (int i = 0; i < 3; i++) {
      answers(204, "");
    }
    client.requestPasswordReset("a@b.example", "https://app.example/reset", null).await();
    client.requestPasswordReset(null, null, NUMBER, "home").await();
    client.requestAccountRecovery("a@b.example", null, "https://app.example/reset").await();
    assertThat(sent())
        .isEqualTo(
            "POST /identity/v1/forgot-password {client_id=app, email=a@b.example,"
                + " redirect_url=https://app.example/reset}");
    assertThat(sent())
        .isEqualTo(
            "POST /identity/v1/forgot-password {client_id=app, origin=home,"
                + " phone_number=+33612345678}");
    assertThat(sent())
        .isEqualTo(
            "POST /identity/v1/account-recovery {client_id=app, email=a@b.example,"
                + " redirect_url=https://app.example/reset}");
  }

  @Test
  void a_logout_revokes_the_access_token_or_else_the_refresh_token() {
    for (int i = 0; i < 4; i++) {
      answers(204, "");
    }
    client.logout(TOKEN, false).await();
    client.logout(AuthToken.builder().setRefreshToken("r").build(), false).await();
    assertThat(sent())
        .isEqualTo(
            "POST /oauth/revoke {client_id=app, token=the-access-token,"
                + " token_type_hint=access_token}");
    assertThat(sent()).isEqualTo("GET /identity/v1/logout");
    assertThat(sent())
        .isEqualTo("POST /oauth/revoke {client_id=app, token=r, token_type_hint=refresh_token}");
  }

  // --- the profile
  // ----------------------------------------------------------------------------------

  @Test
  void a_profile_is_read_with_everything_in_it() {
    answers(
        200,
        """
        {"uid":"u1","given_name":"Ada","profile_url":"https://ada.example","external_id":"e",
         "auth_types":["password"],"email":"a@b.example","email_verified":true,
         "login_summary":{"first_login":1700000000000,"last_login":1700000000001,"total":3,
           "origins":["home"],"devices":["desktop"],"last_provider":"local"},
         "emails":{"verified":["a@b.example"],"unverified":[]},"lite_only":false,
         "addresses":[{"title":"Home","default":true,"address_type":"billing","raw":"x",
            "postal_code":"75001","delivery_note":"Ring","custom_fields":{"floor":3}},
            {"address_type":"moon"}],
         "custom_fields":{"shoe_size":42,"score":1.5,"tags":["a",null],"deep":{"er":true}},
         "consents":{"news":{"granted":true,"consent_type":"opt-in",
            "date":"2026-01-31T09:30:00.000Z"}},
         "created_at":"2026-01-31T09:30:00.000Z","new_thing":[1,2,{"a":null}]}
        """);
    Profile profile = client.getProfile(TOKEN).await();
    assertThat(profile.getUid()).isEqualTo("u1");
    assertThat(profile.getProfileURL()).isEqualTo("https://ada.example");
    assertThat(profile.getFamilyName()).isNull();
    assertThat(profile.getAuthTypes()).containsExactly("password");
    assertThat(profile.getEmailVerified()).isTrue();
    assertThat(profile.getLiteOnly()).isFalse();
    var summary = Objects.requireNonNull(profile.getLoginSummary());
    assertThat(summary.getFirstLogin()).isEqualTo(1_700_000_000_000L);
    assertThat(summary.getTotal()).isEqualTo(3);
    List<ProfileAddress> addresses = Objects.requireNonNull(profile.getAddresses());
    assertThat(addresses.get(0).getIsDefault()).isTrue();
    assertThat(addresses.get(0).getAddressType()).isEqualTo(ProfileAddressType.billing);
    assertThat(addresses.get(0).getPostalCode()).isEqualTo("75001");
    assertThat(addresses.get(1).getAddressType()).isNull();
    Map<String, Object> fields = Objects.requireNonNull(profile.getCustomFields());
    assertThat(fields).containsEntry("shoe_size", 42L).containsEntry("score", 1.5);
    assertThat(fields.get("deep")).isEqualTo(Map.of("er", true));
    Consent news = Objects.requireNonNull(profile.getConsents()).get("news");
    assertThat(news)
        .isEqualTo(
            Consent.builder()
                .setGranted(true)
                .setConsentType("opt-in")
                .setDate("2026-01-31T09:30:00.000Z")
                .build());
    RecordedRequest request = request();
    assertThat(request.getUrl().queryParameter("fields")).contains("uid,", "login_summary");

    answers(200, "{}");
    client.updateProfile(TOKEN, profile).await();
    assertThat(body(request()).fields())
        .as("what the server alone decides stays out")
        .containsOnlyKeys(
            "email",
            "given_name",
            "profile_url",
            "custom_fields",
            "addresses",
            "consents",
            "external_id");
  }

  @Test
  void changes_of_the_profile_go_to_their_own_endpoints() {
    answers(200, "{}");
    answers(200, "{}");
    answers(200, "{}");
    answers(204, "");
    answers(200, "{\"verification_email_sent\":true}");
    answers(204, "");
    client.updateProfile(TOKEN, Profile.builder().setGivenName("Ada").build()).await();
    client.updateEmail(TOKEN, "a@b.example", "https://app.example/x").await();
    client.updatePhoneNumber(TOKEN, NUMBER).await();
    client.verifyPhoneNumber(TOKEN, NUMBER, "123456").await();
    assertThat(
            client
                .sendEmailVerification(TOKEN, null, "https://app.example/y")
                .await()
                .getVerificationEmailSent())
        .isTrue();
    client.verifyEmail(TOKEN, "a@b.example", "123456").await();
    String api = "POST /identity/v1/";
    String token = " with the token";
    assertThat(sent()).isEqualTo(api + "update-profile {given_name=Ada}" + token);
    assertThat(sent())
        .isEqualTo(
            api + "update-email {email=a@b.example, redirect_url=https://app.example/x}" + token);
    assertThat(sent()).isEqualTo(api + "update-phone-number {phone_number=+33612345678}" + token);
    assertThat(sent())
        .isEqualTo(
            api
                + "verify-phone-number {phone_number=+33612345678, verification_code=123456}"
                + token);
    assertThat(sent())
        .isEqualTo(
            api
                + "send-email-verification {redirect_to_after_email_confirmation="
                + "https://app.example/y, return_to_after_email_confirmation="
                + "https://app.example/y}"
                + token);
    assertThat(sent())
        .isEqualTo(api + "verify-email {email=a@b.example, verification_code=123456}" + token);
  }

  @Test
  void the_user_of_an_id_token_is_read_with_everything_in_it() {
    String claims =
        """
        {"sub":"u1","name":"Ada L","given_name":"Ada","email":"a@b.example",
         "email_verified":true,"phone_number_verified":false,"birthdate":"1815-12-10",
         "address":{"formatted":"1 rue X","street_address":"1 rue","postal_code":"75001"},
         "external_id":"e","aud":["app"],"new_user":true,"locale":"fr-FR","nickname":"É"}
        """;
    answers(200, TOKENS.replace("{", "{\"id_token\":\"" + idToken(claims) + "\","));
    OpenIdUser user = Objects.requireNonNull(client.refreshAccessToken(TOKEN).await().getUser());
    assertThat(user)
        .isEqualTo(
            OpenIdUser.builder()
                .setId("u1")
                .setName("Ada L")
                .setGivenName("Ada")
                .setEmail("a@b.example")
                .setEmailVerified(true)
                .setPhoneNumberVerified(false)
                .setBirthdate("1815-12-10")
                .setExternalId("e")
                .setLocale("fr-FR")
                .setNickname("É")
                .setAddress(
                    OpenIdAddress.builder()
                        .setFormatted("1 rue X")
                        .setStreetAddress("1 rue")
                        .setPostalCode("75001")
                        .build())
                .build());

    AuthToken other = TOKEN.toBuilder().setRefreshToken("other").build();
    answers(
        200,
        TOKENS.replace("{", "{\"id_token\":\"" + idToken("{\"address\":\"1 rue X\"}") + "\","));
    OpenIdUser old = Objects.requireNonNull(client.refreshAccessToken(other).await().getUser());
    assertThat(Objects.requireNonNull(old.getAddress()).getFormatted()).isEqualTo("1 rue X");

    for (String bad :
        List.of("x", "a.b", "a.!.c", "a.e30.c.d", idToken("[]"), idToken("{\"sub\":1}"))) {
      answers(200, TOKENS.replace("{", "{\"id_token\":\"" + bad + "\","));
      AuthToken fresh = TOKEN.toBuilder().setRefreshToken("with " + bad).build();
      assertThat(failureOf(client.refreshAccessToken(fresh)).getErrorCode())
          .isEqualTo(ErrorCode.Unexpected);
    }
  }

  // --- providers, second factors, devices
  // -----------------------------------------------------------

  @Test
  void providers_are_remembered_once_they_are_loaded() {
    assertThat(client.getProviders()).isEmpty();
    answers(
        200,
        """
        {"status":"ok","items":[
          {"provider":"google","variant":"default","clientId":"g","scope":["email"]},
          {"provider":"acme","client_id":"a","universal_link":null}]}
        """);
    client.loadSocialProviders().await();
    RecordedRequest request = request();
    assertThat(path(request)).isEqualTo("GET /api/v1/providers");
    assertThat(request.getUrl().queryParameter("platform")).isEqualTo("java");
    assertThat(client.getProviders()).hasSize(2);
    var acme = Objects.requireNonNull(client.getProvider("acme"));
    assertThat(acme.getClientId()).isEqualTo("a");
    assertThat(acme.getScope()).isEmpty();
    assertThat(client.getProvider("other")).isNull();
  }

  @Test
  void second_factors_are_registered_listed_and_removed() {
    answers(200, "{\"status\":\"sms_sent\"}");
    answers(
        200,
        """
        {"status":"enabled","credential":{"type":"email","friendly_name":"a**","email":"a@b.example",
         "created_at":"2026-01-31T09:30:00.000Z"}}
        """);
    answers(204, "");
    MfaRegistration number =
        client.startMfaPhoneNumberRegistration(TOKEN, NUMBER, "why", true).await();
    MfaRegistration mail =
        client.startMfaEmailRegistration(TOKEN, "https://app.example/x", null, false).await();
    MfaRegistration silent = client.startMfaEmailRegistration(TOKEN, null, null, false).await();
    assertThat(number.getStatus()).isEqualTo("sms_sent");
    assertThat(Objects.requireNonNull(mail.getCredential()).getType())
        .isEqualTo(CredentialMfaType.email);
    assertThat(silent.getStatus()).isNull();
    String base = "/identity/v1/mfa/credentials/";
    assertThat(sent())
        .isEqualTo(
            "POST "
                + base
                + "phone-numbers {action=why, phone_number=+33612345678, trust_device=true} with"
                + " the token");
    assertThat(sent())
        .isEqualTo("POST " + base + "emails {redirect_url=https://app.example/x} with the token");
    assertThat(sent()).isEqualTo("POST " + base + "emails {} with the token");

    answers(200, "{}");
    answers(204, "");
    answers(204, "");
    answers(204, "");
    client.verifyMfaPhoneNumberRegistration(TOKEN, "123456", false).await();
    client.verifyMfaEmailRegistration(TOKEN, "123456", true).await();
    client.removeMfaPhoneNumber(TOKEN, NUMBER).await();
    client.removeMfaEmail(TOKEN).await();
    assertThat(sent())
        .isEqualTo(
            "POST " + base + "phone-numbers/verify {verification_code=123456} with the token");
    assertThat(sent())
        .isEqualTo(
            "POST "
                + base
                + "emails/verify {trust_device=true, verification_code=123456} with the token");
    assertThat(sent())
        .isEqualTo("DELETE " + base + "phone-numbers {phone_number=+33612345678} with the token");
    assertThat(sent()).isEqualTo("DELETE " + base + "emails with the token");

    answers(
        200,
        "{\"credentials\":[{\"type\":\"sms\",\"phone_number\":\"+336\"},{\"type\":\"totp\"}]}");
    List<MfaCredential> listed = client.listMfaCredentials(TOKEN).await().getCredentials();
    assertThat(listed)
        .extracting(MfaCredential::getType)
        .containsExactly(CredentialMfaType.sms, CredentialMfaType.other);
  }

  @Test
  void devices_are_listed_and_removed() {
    answers(
        200,
        """
        {"trusted_devices":[{"id":"d1","user_id":"u1","created_at":"2026-01-31T09:30:00.000Z",
         "metadata":{"ip":"192.0.2.1","operating_system":"Linux","device_class":"desktop"}}]}
        """);
    var trusted = client.listMfaTrustedDevices(TOKEN).await().getTrustedDevices();
    assertThat(trusted).hasSize(1);
    assertThat(Objects.requireNonNull(trusted.get(0).getMetadata()).getOperatingSystem())
        .isEqualTo("Linux");
    answers(204, "");
    client.removeMfaTrustedDevice(TOKEN, "d1").await();
    answers(
        200,
        """
        {"session_devices":[{"id":"s1","token_type":"RT","ip":"192.0.2.1","city":"Paris",
         "last_connection":"2026-01-31T09:30:00.000Z"}]}
        """);
    var sessions = client.listSessionDevices(TOKEN).await();
    assertThat(sessions.get(0).getTokenType()).isEqualTo("RT");
    answers(204, "");
    client.removeSessionDevice(TOKEN, "s1").await();
    answers(
        200,
        """
        [{"id":"k1","friendly_name":"Laptop","created_at":"2026-01-31T09:30:00.000Z"}]
        """);
    assertThat(client.listWebAuthnDevices(TOKEN).await().get(0).getFriendlyName())
        .isEqualTo("Laptop");
    assertThat(sent()).isEqualTo("GET /identity/v1/mfa/trusteddevices with the token");
    assertThat(sent()).isEqualTo("DELETE /identity/v1/mfa/trusteddevices/d1 with the token");
    assertThat(sent()).isEqualTo("GET /identity/v1/session-devices with the token");
    assertThat(sent()).isEqualTo("DELETE /identity/v1/session-devices/s1 with the token");
    assertThat(sent()).isEqualTo("GET /identity/v1/webauthn/registration with the token");
  }
}
