package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.CredentialType;
import dev.latchkey.sdk.model.DeviceCredential;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.ProfileWebAuthnSignupRequest;
import dev.latchkey.sdk.model.SignupResponse;
import dev.latchkey.sdk.model.WebAuthnLoginRequest;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passkeys. Making and showing one is the work of the client's {@link
 * dev.latchkey.sdk.platform.PasskeyAuthenticator}; without one the commands fail. Where no origin
 * is given, the configuration must have {@code originWebAuthn}.
 */
public interface PasskeyCommands {

  /**
   * Creates a user with a passkey, and logs the user in.
   *
   * @param profile who signs up
   * @param friendlyName what the user calls the passkey; null: the name of the operating system
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param origin where in the app the call came from, for reports; or null
   * @return the tokens, or that the address or number must be verified first
   */
  Command<SignupResponse> signupWithPasskey(
      ProfileWebAuthnSignupRequest profile,
      @Nullable String friendlyName,
      @Nullable Collection<String> scope,
      @Nullable String origin);

  /**
   * As {@link #signupWithPasskey(ProfileWebAuthnSignupRequest, String, Collection, String)}, with
   * callbacks: one of the two is called, once.
   *
   * @param profile who signs up
   * @param friendlyName what the user calls the passkey; null: the name of the operating system
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param origin where in the app the call came from, for reports; or null
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable signupWithPasskey(
      ProfileWebAuthnSignupRequest profile,
      @Nullable String friendlyName,
      @Nullable Collection<String> scope,
      @Nullable String origin,
      Consumer<? super SignupResponse> success,
      Consumer<? super LatchkeyError> failure) {
    return signupWithPasskey(profile, friendlyName, scope, origin).then(success, failure);
  }

  /**
   * As {@link #signupWithPasskey}, for an origin that is given.
   *
   * @param profile who signs up
   * @param originWebauthn the page or app that the passkey is bound to
   * @param friendlyName what the user calls the passkey; null: the name of the operating system
   * @param origin where in the app the call came from, for reports; or null
   * @return the tokens, or that the address or number must be verified first
   */
  Command<SignupResponse> signupWithWebAuthn(
      ProfileWebAuthnSignupRequest profile,
      String originWebauthn,
      @Nullable String friendlyName,
      @Nullable String origin);

  /**
   * As {@link #signupWithWebAuthn(ProfileWebAuthnSignupRequest, String, String, String)}, with
   * callbacks: one of the two is called, once.
   *
   * @param profile who signs up
   * @param originWebauthn the page or app that the passkey is bound to
   * @param friendlyName what the user calls the passkey; null: the name of the operating system
   * @param origin where in the app the call came from, for reports; or null
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable signupWithWebAuthn(
      ProfileWebAuthnSignupRequest profile,
      String originWebauthn,
      @Nullable String friendlyName,
      @Nullable String origin,
      Consumer<? super SignupResponse> success,
      Consumer<? super LatchkeyError> failure) {
    return signupWithWebAuthn(profile, originWebauthn, friendlyName, origin).then(success, failure);
  }

  /**
   * Logs in the user that is named.
   *
   * @param loginRequest who logs in
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param origin where in the app the call came from, for reports; or null
   * @return the tokens
   */
  Command<AuthToken> loginWithPasskey(
      WebAuthnLoginRequest loginRequest,
      @Nullable Collection<String> scope,
      @Nullable String origin);

  /**
   * As {@link #loginWithPasskey(WebAuthnLoginRequest, Collection, String)}, with callbacks: one of
   * the two is called, once.
   *
   * @param loginRequest who logs in
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param origin where in the app the call came from, for reports; or null
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable loginWithPasskey(
      WebAuthnLoginRequest loginRequest,
      @Nullable Collection<String> scope,
      @Nullable String origin,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    return loginWithPasskey(loginRequest, scope, origin).then(success, failure);
  }

  /**
   * As {@link #loginWithPasskey}, with origin and scope of the request.
   *
   * @param loginRequest who logs in
   * @param origin where in the app the call came from, for reports; or null
   * @return the tokens
   */
  Command<AuthToken> loginWithWebAuthn(WebAuthnLoginRequest loginRequest, @Nullable String origin);

  /**
   * As {@link #loginWithWebAuthn(WebAuthnLoginRequest, String)}, with callbacks: one of the two is
   * called, once.
   *
   * @param loginRequest who logs in
   * @param origin where in the app the call came from, for reports; or null
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable loginWithWebAuthn(
      WebAuthnLoginRequest loginRequest,
      @Nullable String origin,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    return loginWithWebAuthn(loginRequest, origin).then(success, failure);
  }

  /**
   * Logs in whoever chooses a passkey of this device, or a password that it has stored.
   *
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param origin where in the app the call came from, for reports; or null
   * @param requestCredentialTypes what may be offered
   * @return the tokens
   */
  Command<AuthToken> discoverableLogin(
      @Nullable Collection<String> scope,
      @Nullable String origin,
      Set<CredentialType> requestCredentialTypes);

  /**
   * As {@link #discoverableLogin(Collection, String, Set)}, with callbacks: one of the two is
   * called, once.
   *
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param origin where in the app the call came from, for reports; or null
   * @param requestCredentialTypes what may be offered
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable discoverableLogin(
      @Nullable Collection<String> scope,
      @Nullable String origin,
      Set<CredentialType> requestCredentialTypes,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    return discoverableLogin(scope, origin, requestCredentialTypes).then(success, failure);
  }

  /**
   * Adds a passkey to the user.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param friendlyName what the user calls the passkey; null: the name of the operating system
   * @return the command, without a result
   */
  Command<Void> registerNewPasskey(AuthToken authToken, @Nullable String friendlyName);

  /**
   * As {@link #registerNewPasskey(AuthToken, String)}, with callbacks: one of the two is called,
   * once.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param friendlyName what the user calls the passkey; null: the name of the operating system
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable registerNewPasskey(
      AuthToken authToken,
      @Nullable String friendlyName,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return registerNewPasskey(authToken, friendlyName).then(nothing -> success.run(), failure);
  }

  /**
   * As {@link #registerNewPasskey}, for an origin that is given.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param originWebauthn the page or app that the passkey is bound to
   * @param friendlyName what the user calls the passkey; null: the name of the operating system
   * @return the command, without a result
   */
  Command<Void> addNewWebAuthnDevice(
      AuthToken authToken, String originWebauthn, @Nullable String friendlyName);

  /**
   * As {@link #addNewWebAuthnDevice(AuthToken, String, String)}, with callbacks: one of the two is
   * called, once.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param originWebauthn the page or app that the passkey is bound to
   * @param friendlyName what the user calls the passkey; null: the name of the operating system
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable addNewWebAuthnDevice(
      AuthToken authToken,
      String originWebauthn,
      @Nullable String friendlyName,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return addNewWebAuthnDevice(authToken, originWebauthn, friendlyName)
        .then(nothing -> success.run(), failure);
  }

  /**
   * Lists the user's passkeys.
   *
   * @param authToken the user's tokens
   * @return the passkeys
   */
  Command<List<DeviceCredential>> listWebAuthnDevices(AuthToken authToken);

  /**
   * As {@link #listWebAuthnDevices(AuthToken)}, with callbacks: one of the two is called, once.
   *
   * @param authToken the user's tokens
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable listWebAuthnDevices(
      AuthToken authToken,
      Consumer<? super List<DeviceCredential>> success,
      Consumer<? super LatchkeyError> failure) {
    return listWebAuthnDevices(authToken).then(success, failure);
  }

  /**
   * Removes a passkey; one that there is not is no error.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param deviceId its id
   * @return the command, without a result
   */
  Command<Void> removeWebAuthnDevice(AuthToken authToken, String deviceId);

  /**
   * As {@link #removeWebAuthnDevice(AuthToken, String)}, with callbacks: one of the two is called,
   * once.
   *
   * @param authToken tokens of a login less than 5 minutes ago
   * @param deviceId its id
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable removeWebAuthnDevice(
      AuthToken authToken,
      String deviceId,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return removeWebAuthnDevice(authToken, deviceId).then(nothing -> success.run(), failure);
  }

  /**
   * Replaces all the user's passkeys by a new one, with the code that {@code
   * requestAccountRecovery} had sent.
   *
   * @param email the e-mail address; or null
   * @param phoneNumber the phone number; or null
   * @param friendlyName what the user calls the passkey; null: the name of the operating system
   * @param verificationCode the code of the message
   * @return the command, without a result
   */
  Command<Void> resetPasskeys(
      @Nullable String email,
      @Nullable String phoneNumber,
      @Nullable String friendlyName,
      String verificationCode);

  /**
   * As {@link #resetPasskeys(String, String, String, String)}, with callbacks: one of the two is
   * called, once.
   *
   * @param email the e-mail address; or null
   * @param phoneNumber the phone number; or null
   * @param friendlyName what the user calls the passkey; null: the name of the operating system
   * @param verificationCode the code of the message
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable resetPasskeys(
      @Nullable String email,
      @Nullable String phoneNumber,
      @Nullable String friendlyName,
      String verificationCode,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return resetPasskeys(email, phoneNumber, friendlyName, verificationCode)
        .then(nothing -> success.run(), failure);
  }
}
