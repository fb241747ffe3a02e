package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.CredentialMfaType;
import dev.latchkey.sdk.model.ListMfaCredentials;
import dev.latchkey.sdk.model.ListMfaTrustedDevices;
import dev.latchkey.sdk.model.MfaCredential;
import dev.latchkey.sdk.model.MfaRegistration;
import dev.latchkey.sdk.model.StartMfaPasswordlessResponse;
import dev.latchkey.sdk.model.StartStepUpFlow;
import dev.latchkey.sdk.model.TrustedDevice;
import dev.latchkey.sdk.model.TrustedDeviceMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Contract section 10. */
final class Mfa implements MfaCommands {

  private static final String EMAILS = "mfa/credentials/emails";
  private static final String NUMBERS = "mfa/credentials/phone-numbers";

  private final Api api;
  private final StepUps stepUps;

  Mfa(Api api, StepUps stepUps) {
    this.api = api;
    this.stepUps = stepUps;
  }

  @Override
  public Command<MfaRegistration> startMfaPhoneNumberRegistration(
      AuthToken authToken, String phoneNumber, @Nullable String action, boolean trustDevice) {
    return register(
        trusting(WireRequest.post(NUMBERS), trustDevice)
            .field("phone_number", phoneNumber)
            .field("action", action)
            .bearer(authToken));
  }

  @Override
  public Command<MfaRegistration> startMfaEmailRegistration(
      AuthToken authToken,
      @Nullable String redirectUri,
      @Nullable String action,
      boolean trustDevice) {
    return register(
        trusting(WireRequest.post(EMAILS), trustDevice)
            .field("redirect_url", redirectUri)
            .field("action", action)
            .bearer(authToken));
  }

  /** The vendor's SDK reads no answer here, so that none is needed. */
  private Command<MfaRegistration> register(WireRequest request) {
    return api.start(exchange -> {
      Answer answer = exchange.succeed(request);
      if (answer.body().isEmpty()) {
        return MfaRegistration.builder().build();
      }
      JsonObject credential = answer.json().object("credential");
      return MfaRegistration.builder()
          .setStatus(answer.json().text("status"))
          .setCredential(credential == null ? null : credential(credential))
          .build();
    });
  }

  @Override
  public Command<Void> verifyMfaPhoneNumberRegistration(
      AuthToken authToken, String verificationCode, boolean trustDevice) {
    return verify(NUMBERS, authToken, verificationCode, trustDevice);
  }

  @Override
  public Command<Void> verifyMfaEmailRegistration(
      AuthToken authToken, String verificationCode, boolean trustDevice) {
    return verify(EMAILS, authToken, verificationCode, trustDevice);
  }

  private Command<Void> verify(
      String path, AuthToken authToken, String verificationCode, boolean trustDevice) {
    WireRequest request =
        trusting(WireRequest.post(path + "/verify"), trustDevice)
            .field("verification_code", verificationCode)
            .bearer(authToken);
    return api.startTask(exchange -> exchange.succeed(request));
  }

  /** Not to trust is not said: servers without trusted devices refuse any value. */
  private static WireRequest trusting(WireRequest request, boolean trustDevice) {
    return request.field("trust_device", trustDevice ? true : null);
  }

  @Override
  public Command<ListMfaCredentials> listMfaCredentials(AuthToken authToken) {
    return api.start(exchange -> {
      JsonObject answer = exchange.ask(WireRequest.get("mfa/credentials").bearer(authToken));
      List<MfaCredential> credentials = new ArrayList<>();
      for (JsonObject credential : answer.objectsOrNone("credentials")) {
        credentials.add(credential(credential));
      }
      return ListMfaCredentials.builder().setCredentials(credentials).build();
    });
  }

  private static MfaCredential credential(JsonObject json) throws MalformedAnswerException {
    return MfaCredential.builder()
        .setType(type(json.text("type")))
        .setFriendlyName(json.text("friendly_name"))
        .setEmail(json.text("email"))
        .setPhoneNumber(json.text("phone_number"))
        .setCreatedAt(json.text("created_at"))
        .build();
  }

  private static CredentialMfaType type(@Nullable String type) {
    if ("email".equals(type)) {
      return CredentialMfaType.email;
    }
    return "sms".equals(type) ? CredentialMfaType.sms : CredentialMfaType.other;
  }

  @Override
  public Command<Void> removeMfaPhoneNumber(AuthToken authToken, String phoneNumber) {
    WireRequest request =
        WireRequest.delete(NUMBERS).field("phone_number", phoneNumber).bearer(authToken);
    return api.startTask(exchange -> exchange.succeed(request));
  }

  @Override
  public Command<Void> removeMfaEmail(AuthToken authToken) {
    WireRequest request = WireRequest.delete(EMAILS).bearer(authToken);
    return api.startTask(exchange -> exchange.succeed(request));
  }

  @Override
  public Command<StartMfaPasswordlessResponse> startStepUp(
      StartStepUpFlow startStepUpFlow,
      CredentialMfaType authType,
      @Nullable String redirectUri,
      @Nullable Collection<String> scope,
      @Nullable String origin) {
    return stepUps.start(startStepUpFlow, authType, redirectUri, scope, origin);
  }

  @Override
  public Command<AuthToken> endStepUp(
      String challengeId, String verificationCode, boolean trustDevice) {
    return stepUps.end(challengeId, verificationCode, trustDevice);
  }

  @Override
  public Command<ListMfaTrustedDevices> listMfaTrustedDevices(AuthToken authToken) {
    return api.start(exchange -> {
      JsonObject answer = exchange.ask(WireRequest.get("mfa/trusteddevices").bearer(authToken));
      List<TrustedDevice> devices = new ArrayList<>();
      for (JsonObject device : answer.objectsOrNone("trusted_devices")) {
        devices.add(device(device));
      }
      return ListMfaTrustedDevices.builder().setTrustedDevices(devices).build();
    });
  }

  private static TrustedDevice device(JsonObject json) throws MalformedAnswerException {
    TrustedDevice.Builder device =
        TrustedDevice.builder()
            .setId(json.required("id"))
            .setUserId(json.text("user_id"))
            .setCreatedAt(json.text("created_at"));
    JsonObject metadata = json.object("metadata");
    if (metadata != null) {
      device.setMetadata(
          TrustedDeviceMetadata.builder()
              .setIp(metadata.text("ip"))
              .setOperatingSystem(metadata.text("operating_system"))
              .setUserAgent(metadata.text("user_agent"))
              .setDeviceClass(metadata.text("device_class"))
              .setDeviceName(metadata.text("device_name"))
              .build());
    }
    return device.build();
  }

  @Override
  public Command<Void> removeMfaTrustedDevice(AuthToken authToken, String trustedDeviceId) {
    WireRequest request =
        WireRequest.delete("mfa/trusteddevices/" + Paths.segment(trustedDeviceId))
            .bearer(authToken);
    return api.startTask(exchange -> exchange.succeed(request));
  }
}
