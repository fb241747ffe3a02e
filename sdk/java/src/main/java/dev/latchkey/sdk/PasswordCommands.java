package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.PasswordLoginRequest;
import dev.latchkey.sdk.model.UpdatePasswordRequest;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Logging in with a password, and what helps when it is forgotten. */
public interface PasswordCommands {

  /**
   * Logs a user in. Fails with the key {@code error.invalidEmailOrPassword} alike for unknown users
   * and wrong passwords, and when a second factor is asked for.
   *
   * @param username e-mail address or phone number
   * @param password the password
   * @param scope what the tokens may be used for; null: what the client has by default
   * @return the tokens
   */
  Command<AuthToken> loginWithPassword(
      String username, String password, @Nullable Collection<String> scope);

  /**
   * As {@link #loginWithPassword(String, String, Collection)}, with callbacks: one of the two is
   * called, once.
   *
   * @param username e-mail address or phone number
   * @param password the password
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable loginWithPassword(
      String username,
      String password,
      @Nullable Collection<String> scope,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    return loginWithPassword(username, password, scope).then(success, failure);
  }

  /**
   * Logs a user in. With {@link PasswordLoginRequest#getMfaConf} a second factor may be asked for:
   * then the tokens have nothing but a step-up token, to go on with by {@code startStepUp}.
   *
   * @param request who logs in, and how
   * @return the tokens
   */
  Command<AuthToken> loginWithPassword(PasswordLoginRequest request);

  /**
   * As {@link #loginWithPassword(PasswordLoginRequest)}, with callbacks: one of the two is called,
   * once.
   *
   * @param request who logs in, and how
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable loginWithPassword(
      PasswordLoginRequest request,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    return loginWithPassword(request).then(success, failure);
  }

  /**
   * Sends a mail or a text message with a code that sets a new password. Says nothing of whether
   * there is such a user.
   *
   * @param email the e-mail address; or null
   * @param redirectUrl where the link in the mail leads, a callback of the client; null: where the
   *     client's mails lead
   * @param phoneNumber the phone number; or null
   * @return the command, without a result
   */
  Command<Void> requestPasswordReset(
      @Nullable String email, @Nullable String redirectUrl, @Nullable String phoneNumber);

  /**
   * As {@link #requestPasswordReset(String, String, String)}, with callbacks: one of the two is
   * called, once.
   *
   * @param email the e-mail address; or null
   * @param redirectUrl where the link in the mail leads, a callback of the client; null: where the
   *     client's mails lead
   * @param phoneNumber the phone number; or null
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable requestPasswordReset(
      @Nullable String email,
      @Nullable String redirectUrl,
      @Nullable String phoneNumber,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return requestPasswordReset(email, redirectUrl, phoneNumber)
        .then(nothing -> success.run(), failure);
  }

  /**
   * As {@link #requestPasswordReset(String, String, String)}, with more to say.
   *
   * @param email the e-mail address; or null
   * @param redirectUrl where the link in the mail leads, a callback of the client; null: where the
   *     client's mails lead
   * @param phoneNumber the phone number; or null
   * @param origin where in the app the call came from, for reports; or null
   * @return the command, without a result
   */
  Command<Void> requestPasswordReset(
      @Nullable String email,
      @Nullable String redirectUrl,
      @Nullable String phoneNumber,
      @Nullable String origin);

  /**
   * As {@link #requestPasswordReset(String, String, String, String)}, with callbacks: one of the
   * two is called, once.
   *
   * @param email the e-mail address; or null
   * @param redirectUrl where the link in the mail leads, a callback of the client; null: where the
   *     client's mails lead
   * @param phoneNumber the phone number; or null
   * @param origin where in the app the call came from, for reports; or null
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable requestPasswordReset(
      @Nullable String email,
      @Nullable String redirectUrl,
      @Nullable String phoneNumber,
      @Nullable String origin,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return requestPasswordReset(email, redirectUrl, phoneNumber, origin)
        .then(nothing -> success.run(), failure);
  }

  /**
   * Sets a new password, which differs from the old one and meets the policy. With a token the
   * scope {@code full_write} is needed.
   *
   * @param updatePasswordRequest the new password and what shows that the user may set it
   * @return the command, without a result
   */
  Command<Void> updatePassword(UpdatePasswordRequest updatePasswordRequest);

  /**
   * As {@link #updatePassword(UpdatePasswordRequest)}, with callbacks: one of the two is called,
   * once.
   *
   * @param updatePasswordRequest the new password and what shows that the user may set it
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable updatePassword(
      UpdatePasswordRequest updatePasswordRequest,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return updatePassword(updatePasswordRequest).then(nothing -> success.run(), failure);
  }

  /**
   * Sends a mail or a text message with a code that resets the passkeys or the password. Says
   * nothing of whether there is such a user.
   *
   * @param email the e-mail address; or null
   * @param phoneNumber the phone number; or null
   * @param redirectUrl where the link in the mail leads, a callback of the client; null: where the
   *     client's mails lead
   * @return the command, without a result
   */
  Command<Void> requestAccountRecovery(
      @Nullable String email, @Nullable String phoneNumber, @Nullable String redirectUrl);

  /**
   * As {@link #requestAccountRecovery(String, String, String)}, with callbacks: one of the two is
   * called, once.
   *
   * @param email the e-mail address; or null
   * @param phoneNumber the phone number; or null
   * @param redirectUrl where the link in the mail leads, a callback of the client; null: where the
   *     client's mails lead
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable requestAccountRecovery(
      @Nullable String email,
      @Nullable String phoneNumber,
      @Nullable String redirectUrl,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return requestAccountRecovery(email, phoneNumber, redirectUrl)
        .then(nothing -> success.run(), failure);
  }
}
