package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.CredentialMfaType;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.ListMfaCredentials;
import dev.latchkey.sdk.model.ListMfaTrustedDevices;
import dev.latchkey.sdk.model.MfaRegistration;
import dev.latchkey.sdk.model.StartMfaPasswordlessResponse;
import dev.latchkey.sdk.model.StartStepUpFlow;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Second factors: registering them, being asked for them, and devices on which they are not asked
 * for. Needs the scope {@code mfa}.
 */
public interface MfaCommands {

  /**
   * Sends a code to a number that is to be a second factor.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param phoneNumber the phone number, in international form, or in the national form of the
   *     account's country
   * @param action what it is for, shown in the message; or null
   * @param trustDevice whether this device is to be asked for no second factor from now on
   * @return whether a code was sent, or the factor when none was needed
   */
  Command<MfaRegistration> startMfaPhoneNumberRegistration(
      AuthToken authToken, String phoneNumber, @Nullable String action, boolean trustDevice);

  /**
   * As {@link #startMfaPhoneNumberRegistration(AuthToken, String, String, boolean)}, with
   * callbacks: one of the two is called, once.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param phoneNumber the phone number, in international form, or in the national form of the
   *     account's country
   * @param action what it is for, shown in the message; or null
   * @param trustDevice whether this device is to be asked for no second factor from now on
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable startMfaPhoneNumberRegistration(
      AuthToken authToken,
      String phoneNumber,
      @Nullable String action,
      boolean trustDevice,
      Consumer<? super MfaRegistration> success,
      Consumer<? super LatchkeyError> failure) {
    return startMfaPhoneNumberRegistration(authToken, phoneNumber, action, trustDevice)
        .then(success, failure);
  }

  /**
   * Makes the number a second factor.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param verificationCode the code of the message
   * @param trustDevice whether this device is to be asked for no second factor from now on
   * @return the command, without a result
   */
  Command<Void> verifyMfaPhoneNumberRegistration(
      AuthToken authToken, String verificationCode, boolean trustDevice);

  /**
   * As {@link #verifyMfaPhoneNumberRegistration(AuthToken, String, boolean)}, with callbacks: one
   * of the two is called, once.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param verificationCode the code of the message
   * @param trustDevice whether this device is to be asked for no second factor from now on
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable verifyMfaPhoneNumberRegistration(
      AuthToken authToken,
      String verificationCode,
      boolean trustDevice,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return verifyMfaPhoneNumberRegistration(authToken, verificationCode, trustDevice)
        .then(nothing -> success.run(), failure);
  }

  /**
   * Sends a code to the user's e-mail address, which is to be a second factor.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param redirectUri where the link in the mail leads; or null
   * @param action what it is for, shown in the message; or null
   * @param trustDevice whether this device is to be asked for no second factor from now on
   * @return whether a code was sent, or the factor when the address is verified already
   */
  Command<MfaRegistration> startMfaEmailRegistration(
      AuthToken authToken,
      @Nullable String redirectUri,
      @Nullable String action,
      boolean trustDevice);

  /**
   * As {@link #startMfaEmailRegistration(AuthToken, String, String, boolean)}, with callbacks: one
   * of the two is called, once.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param redirectUri where the link in the mail leads; or null
   * @param action what it is for, shown in the message; or null
   * @param trustDevice whether this device is to be asked for no second factor from now on
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable startMfaEmailRegistration(
      AuthToken authToken,
      @Nullable String redirectUri,
      @Nullable String action,
      boolean trustDevice,
      Consumer<? super MfaRegistration> success,
      Consumer<? super LatchkeyError> failure) {
    return startMfaEmailRegistration(authToken, redirectUri, action, trustDevice)
        .then(success, failure);
  }

  /**
   * Makes the e-mail address a second factor.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param verificationCode the code of the message
   * @param trustDevice whether this device is to be asked for no second factor from now on
   * @return the command, without a result
   */
  Command<Void> verifyMfaEmailRegistration(
      AuthToken authToken, String verificationCode, boolean trustDevice);

  /**
   * As {@link #verifyMfaEmailRegistration(AuthToken, String, boolean)}, with callbacks: one of the
   * two is called, once.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param verificationCode the code of the message
   * @param trustDevice whether this device is to be asked for no second factor from now on
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable verifyMfaEmailRegistration(
      AuthToken authToken,
      String verificationCode,
      boolean trustDevice,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return verifyMfaEmailRegistration(authToken, verificationCode, trustDevice)
        .then(nothing -> success.run(), failure);
  }

  /**
   * Lists the second factors.
   *
   * @param authToken the user's tokens
   * @return the factors
   */
  Command<ListMfaCredentials> listMfaCredentials(AuthToken authToken);

  /**
   * As {@link #listMfaCredentials(AuthToken)}, with callbacks: one of the two is called, once.
   *
   * @param authToken the user's tokens
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable listMfaCredentials(
      AuthToken authToken,
      Consumer<? super ListMfaCredentials> success,
      Consumer<? super LatchkeyError> failure) {
    return listMfaCredentials(authToken).then(success, failure);
  }

  /**
   * Removes a number from the second factors. Needs a step-up, too.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param phoneNumber the phone number, in international form, or in the national form of the
   *     account's country
   * @return the command, without a result
   */
  Command<Void> removeMfaPhoneNumber(AuthToken authToken, String phoneNumber);

  /**
   * As {@link #removeMfaPhoneNumber(AuthToken, String)}, with callbacks: one of the two is called,
   * once.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param phoneNumber the phone number, in international form, or in the national form of the
   *     account's country
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable removeMfaPhoneNumber(
      AuthToken authToken,
      String phoneNumber,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return removeMfaPhoneNumber(authToken, phoneNumber).then(nothing -> success.run(), failure);
  }

  /**
   * Removes the e-mail address from the second factors. Needs a step-up, too.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @return the command, without a result
   */
  Command<Void> removeMfaEmail(AuthToken authToken);

  /**
   * As {@link #removeMfaEmail(AuthToken)}, with callbacks: one of the two is called, once.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable removeMfaEmail(
      AuthToken authToken, Runnable success, Consumer<? super LatchkeyError> failure) {
    return removeMfaEmail(authToken).then(nothing -> success.run(), failure);
  }

  /**
   * Asks for a second factor: sends a code.
   *
   * @param startStepUpFlow what it starts from
   * @param authType the factor
   * @param redirectUri the redirect URI of the tokens to come; null: the one of the configuration
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param origin where in the app the call came from, for reports; or null
   * @return what {@link #endStepUp} takes
   */
  Command<StartMfaPasswordlessResponse> startStepUp(
      StartStepUpFlow startStepUpFlow,
      CredentialMfaType authType,
      @Nullable String redirectUri,
      @Nullable Collection<String> scope,
      @Nullable String origin);

  /**
   * As {@link #startStepUp(StartStepUpFlow, CredentialMfaType, String, Collection, String)}, with
   * callbacks: one of the two is called, once.
   *
   * @param startStepUpFlow what it starts from
   * @param authType the factor
   * @param redirectUri the redirect URI of the tokens to come; null: the one of the configuration
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param origin where in the app the call came from, for reports; or null
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable startStepUp(
      StartStepUpFlow startStepUpFlow,
      CredentialMfaType authType,
      @Nullable String redirectUri,
      @Nullable Collection<String> scope,
      @Nullable String origin,
      Consumer<? super StartMfaPasswordlessResponse> success,
      Consumer<? super LatchkeyError> failure) {
    return startStepUp(startStepUpFlow, authType, redirectUri, scope, origin)
        .then(success, failure);
  }

  /**
   * Shows the second factor.
   *
   * @param challengeId what {@link #startStepUp} gave
   * @param verificationCode the code of the message
   * @param trustDevice whether this device is to be asked for no second factor from now on
   * @return tokens that stand on the second factor, too
   */
  Command<AuthToken> endStepUp(String challengeId, String verificationCode, boolean trustDevice);

  /**
   * As {@link #endStepUp(String, String, boolean)}, with callbacks: one of the two is called, once.
   *
   * @param challengeId what {@link #startStepUp} gave
   * @param verificationCode the code of the message
   * @param trustDevice whether this device is to be asked for no second factor from now on
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable endStepUp(
      String challengeId,
      String verificationCode,
      boolean trustDevice,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    return endStepUp(challengeId, verificationCode, trustDevice).then(success, failure);
  }

  /**
   * Lists the devices on which no second factor is asked for.
   *
   * @param authToken the user's tokens
   * @return the devices
   */
  Command<ListMfaTrustedDevices> listMfaTrustedDevices(AuthToken authToken);

  /**
   * As {@link #listMfaTrustedDevices(AuthToken)}, with callbacks: one of the two is called, once.
   *
   * @param authToken the user's tokens
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable listMfaTrustedDevices(
      AuthToken authToken,
      Consumer<? super ListMfaTrustedDevices> success,
      Consumer<? super LatchkeyError> failure) {
    return listMfaTrustedDevices(authToken).then(success, failure);
  }

  /**
   * Trusts a device no longer.
   *
   * @param authToken the user's tokens
   * @param trustedDeviceId its id
   * @return the command, without a result
   */
  Command<Void> removeMfaTrustedDevice(AuthToken authToken, String trustedDeviceId);

  /**
   * As {@link #removeMfaTrustedDevice(AuthToken, String)}, with callbacks: one of the two is
   * called, once.
   *
   * @param authToken the user's tokens
   * @param trustedDeviceId its id
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable removeMfaTrustedDevice(
      AuthToken authToken,
      String trustedDeviceId,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return removeMfaTrustedDevice(authToken, trustedDeviceId)
        .then(nothing -> success.run(), failure);
  }
}
