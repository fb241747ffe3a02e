package dev.latchkey.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.sdk.LatchkeyClient;
import dev.latchkey.sdk.SdkConfig;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.CredentialMfaType;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.LoginMfaConf;
import dev.latchkey.sdk.model.MfaCredential;
import dev.latchkey.sdk.model.PasswordLoginRequest;
import dev.latchkey.sdk.model.SessionDevice;
import dev.latchkey.sdk.model.StartStepUpFlow;
import dev.latchkey.sdk.model.TrustedDevice;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Second factors, trusted devices and sessions (SDK contract section 6, server section 10). */
class MfaTest extends SdkContract {

  @Override
  TestConfig config() {
    return super.config()
        .alsoTenant("bare")
        .set("/tenants/1/hosts", List.of("127.0.0.1"))
        .set("/tenants/1/mfa", Map.of("email", false, "sms", false))
        .set(TestConfig.client(1, TestConfig.NATIVE) + "/scopes", SCOPES);
  }

  /** A user with a number as second factor. */
  private record Ada(String email, String number, AuthToken tokens) {}

  private Ada adaWithNumber(LatchkeyClient app) {
    String email = Users.newEmail();
    AuthToken tokens = signUp(email);
    String number = Users.newPhoneNumber();
    Inbox.Message message =
        messageOf(() -> app.startMfaPhoneNumberRegistration(tokens, number, null, false), number);
    app.verifyMfaPhoneNumberRegistration(tokens, message.code(), false).await();
    return new Ada(email, number, tokens);
  }

  private static PasswordLoginRequest login(String email) {
    return PasswordLoginRequest.builder()
        .setEmail(email)
        .setPassword(PASSWORD)
        .setScope(SCOPES)
        .setMfaConf(LoginMfaConf.builder().build())
        .build();
  }

  /** Shows the factor by text message. */
  private AuthToken stepUp(
      LatchkeyClient app, StartStepUpFlow flow, String number, boolean trustDevice) {
    int before = server.inbox().to(number).size();
    String challenge =
        app.startStepUp(flow, CredentialMfaType.sms, null, SCOPES, "home").await().getChallengeId();
    String code = server.inbox().await(number, before + 1).code();
    expectWrongCode(app.endStepUp(challenge, other(code), trustDevice));
    return app.endStepUp(challenge, code, trustDevice).await();
  }

  @Test
  void a_number_becomes_a_second_factor_by_its_code() {
    AuthToken tokens = signUp(Users.newEmail());
    String number = Users.newPhoneNumber();
    int before = server.inbox().to(number).size();
    assertThat(
            client
                .startMfaPhoneNumberRegistration(tokens, number, "protect", false)
                .await()
                .getStatus())
        .isEqualTo("sms_sent");
    String code = server.inbox().await(number, before + 1).code();
    expectWrongCode(client.verifyMfaPhoneNumberRegistration(tokens, other(code), false));
    client.verifyMfaPhoneNumberRegistration(tokens, code, false).await();

    MfaCredential factor = client.listMfaCredentials(tokens).await().getCredentials().get(0);

    assertThat(factor.getType()).isEqualTo(CredentialMfaType.sms);
    assertThat(factor.getPhoneNumber()).isEqualTo(number);
    assertThat(factor.getFriendlyName()).isNotEmpty();
    assertThat(factor.getCreatedAt()).endsWith("Z");
  }

  @Test
  void the_address_becomes_a_second_factor_by_its_code() {
    String email = Users.newEmail();
    AuthToken tokens = signUp(email);
    Inbox.Message message =
        messageOf(
            () -> client.startMfaEmailRegistration(tokens, TestConfig.CALLBACK, null, false),
            email);
    client.verifyMfaEmailRegistration(tokens, message.code(), false).await();
    assertThat(client.listMfaCredentials(tokens).await().getCredentials())
        .extracting(MfaCredential::getType)
        .containsExactly(CredentialMfaType.email);
    assertThat(client.getProfile(tokens).await().getEmailVerified()).isTrue();
  }

  @Test
  void a_login_with_a_second_factor_goes_on_by_its_code() {
    Ada ada = adaWithNumber(client);
    LatchkeyError halfway = failureOf(client.loginWithPassword(ada.email(), PASSWORD, SCOPES));
    assertThat(halfway.getErrorCode()).isEqualTo(ErrorCode.Unauthorized);

    AuthToken half = client.loginWithPassword(login(ada.email())).await();
    assertThat(half.getAccessToken()).isNull();
    assertThat(half.getAmr()).contains("sms");

    StartStepUpFlow flow = StartStepUpFlow.ofLogin(Objects.requireNonNull(half.getStepUpToken()));
    AuthToken tokens = stepUp(client, flow, ada.number(), false);

    assertThat(Objects.requireNonNull(tokens.getUser()).getEmail()).isEqualTo(ada.email());
  }

  @Test
  void a_factor_is_removed_after_a_step_up_only() {
    Ada ada = adaWithNumber(client);
    LatchkeyError error = failureOf(client.removeMfaPhoneNumber(ada.tokens(), ada.number()));
    assertThat(error.getCode()).isEqualTo(401);
    assertThat(data(error).getErrorMessageKey()).isEqualTo("error.authn.mfa.stepup.required");

    AuthToken up =
        stepUp(client, StartStepUpFlow.ofAuthToken(ada.tokens(), "remove"), ada.number(), false);
    client.removeMfaPhoneNumber(up, ada.number()).await();

    assertThat(client.listMfaCredentials(up).await().getCredentials()).isEmpty();
    assertThat(failureOf(client.removeMfaEmail(up)).getErrorCode())
        .as("there is none")
        .isEqualTo(ErrorCode.NotFound);
  }

  @Test
  void the_address_is_removed_after_a_step_up_by_mail() {
    String email = Users.newEmail();
    AuthToken tokens = signUp(email);
    Inbox.Message message =
        messageOf(() -> client.startMfaEmailRegistration(tokens, null, null, false), email);
    client.verifyMfaEmailRegistration(tokens, message.code(), false).await();
    String challenge =
        client
            .startStepUp(
                StartStepUpFlow.ofAuthToken(tokens, null),
                CredentialMfaType.email,
                null,
                SCOPES,
                null)
            .await()
            .getChallengeId();
    AuthToken up = client.endStepUp(challenge, nextCode(email, message.code()), false).await();

    client.removeMfaEmail(up).await();

    assertThat(client.listMfaCredentials(up).await().getCredentials()).isEmpty();
  }

  /** The code of the first mail after that one which has one; notices may come between. */
  private String nextCode(String email, String old) {
    boolean seen = false;
    for (int count = 1; ; count++) {
      List<String> codes = server.inbox().await(email, count).codes();
      if (seen && !codes.isEmpty()) {
        return codes.get(0);
      }
      seen |= codes.contains(old);
    }
  }

  @Test
  void a_trusted_device_is_asked_for_no_second_factor_until_it_is_removed() {
    LatchkeyClient app = builder(TestConfig.NATIVE).build();
    Ada ada = adaWithNumber(app);
    AuthToken half = app.loginWithPassword(login(ada.email())).await();
    AuthToken tokens =
        stepUp(
            app,
            StartStepUpFlow.ofLogin(Objects.requireNonNull(half.getStepUpToken())),
            ada.number(),
            true);

    List<TrustedDevice> devices = app.listMfaTrustedDevices(tokens).await().getTrustedDevices();
    assertThat(devices).hasSize(1);
    assertThat(devices.get(0).getUserId())
        .isEqualTo(Objects.requireNonNull(tokens.getUser()).getId());
    assertThat(app.loginWithPassword(ada.email(), PASSWORD, null).await().getAccessToken())
        .as("this device shows that it is trusted")
        .isNotEmpty();
    assertThat(client.loginWithPassword(login(ada.email())).await().getAccessToken())
        .as("another does not")
        .isNull();

    app.removeMfaTrustedDevice(tokens, devices.get(0).getId()).await();

    assertThat(app.listMfaTrustedDevices(tokens).await().getTrustedDevices()).isEmpty();
    assertThat(app.loginWithPassword(login(ada.email())).await().getAccessToken()).isNull();
  }

  @Test
  void who_has_no_second_factor_cannot_step_up() {
    AuthToken tokens = signUp(ada(Users.newEmail()).build());
    LatchkeyError error =
        failureOf(
            client.startStepUp(
                StartStepUpFlow.ofAuthToken(tokens, null),
                CredentialMfaType.sms,
                null,
                null,
                null));
    assertThat(error.getCode()).isEqualTo(400);
    assertThat(data(error).getErrorMessageKey()).isEqualTo("error.authn.mfa.noCredential");
  }

  @Test
  void a_stale_token_changes_no_factors() {
    AuthToken tokens = signUp(Users.newEmail());
    server.clock().advance(Duration.ofMinutes(6));
    expect(
        client.startMfaPhoneNumberRegistration(tokens, Users.newPhoneNumber(), null, false),
        401,
        "invalid_grant",
        "error.accessToken.freshness");
  }

  @Test
  void a_server_without_second_factors_says_so() {
    LatchkeyClient bare =
        LatchkeyClient.create(
            SdkConfig.builder("127.0.0.1:" + port(), TestConfig.NATIVE)
                .setInsecureLoopback(true)
                .build());
    AuthToken tokens =
        Objects.requireNonNull(
            bare.signup(ada(Users.newEmail()).build(), SCOPES).await().getAuthToken());
    LatchkeyError error =
        failureOf(
            bare.startMfaPhoneNumberRegistration(tokens, Users.newPhoneNumber(), null, false));
    assertThat(error.getMessage()).isEqualTo("missing_config");
  }

  @Test
  void sessions_are_listed_and_ended() {
    String email = Users.newEmail();
    AuthToken first = signUp(email);
    List<SessionDevice> sessions = client.listSessionDevices(first).await();
    assertThat(sessions).extracting(SessionDevice::getTokenType).contains("RT");
    assertThat(sessions).allMatch(session -> session.getIp() != null);
    AuthToken second = client.loginWithPassword(email, PASSWORD, SCOPES).await();

    for (SessionDevice session : sessions) {
      client.removeSessionDevice(second, session.getId()).await();
    }

    assertThat(failureOf(client.refreshAccessToken(first)).getMessage()).isEqualTo("invalid_grant");
    assertThat(client.refreshAccessToken(second).await().getAccessToken()).isNotEmpty();
    AuthToken bare = client.loginWithPassword(email, PASSWORD, List.of("openid")).await();
    assertThat(failureOf(client.listSessionDevices(bare)).getMessage())
        .isEqualTo("insufficient_scope");
  }
}
