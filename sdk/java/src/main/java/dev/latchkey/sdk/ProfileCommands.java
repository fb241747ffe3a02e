package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.EmailVerification;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.Profile;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reading and changing the user's profile. */
public interface ProfileCommands {

  /**
   * Reads the profile. What the token's scopes do not unlock is null: {@code profile}, {@code
   * email}, {@code phone}, {@code address}.
   *
   * @param authToken the user's tokens
   * @return the profile
   */
  Command<Profile> getProfile(AuthToken authToken);

  /**
   * As {@link #getProfile(AuthToken)}, with callbacks: one of the two is called, once.
   *
   * @param authToken the user's tokens
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable getProfile(
      AuthToken authToken,
      Consumer<? super Profile> success,
      Consumer<? super LatchkeyError> failure) {
    return getProfile(authToken).then(success, failure);
  }

  /**
   * Changes what is set in the profile given, and leaves alone what is null. Needs {@code
   * full_write}. Changes no password, and no e-mail address but where there was none.
   *
   * @param authToken the user's tokens
   * @param profile what to change
   * @return the profile as it is now
   */
  Command<Profile> updateProfile(AuthToken authToken, Profile profile);

  /**
   * As {@link #updateProfile(AuthToken, Profile)}, with callbacks: one of the two is called, once.
   *
   * @param authToken the user's tokens
   * @param profile what to change
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable updateProfile(
      AuthToken authToken,
      Profile profile,
      Consumer<? super Profile> success,
      Consumer<? super LatchkeyError> failure) {
    return updateProfile(authToken, profile).then(success, failure);
  }

  /**
   * Changes the e-mail address and sends a mail to verify it. Needs {@code full_write}.
   *
   * @param authToken the user's tokens
   * @param email the e-mail address
   * @param redirectUrl where the link in the mail leads, a callback of the client; null: where the
   *     client's mails lead
   * @return the profile as it is now: a verified address stays until the new one is
   */
  Command<Profile> updateEmail(AuthToken authToken, String email, @Nullable String redirectUrl);

  /**
   * As {@link #updateEmail(AuthToken, String, String)}, with callbacks: one of the two is called,
   * once.
   *
   * @param authToken the user's tokens
   * @param email the e-mail address
   * @param redirectUrl where the link in the mail leads, a callback of the client; null: where the
   *     client's mails lead
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable updateEmail(
      AuthToken authToken,
      String email,
      @Nullable String redirectUrl,
      Consumer<? super Profile> success,
      Consumer<? super LatchkeyError> failure) {
    return updateEmail(authToken, email, redirectUrl).then(success, failure);
  }

  /**
   * Changes the phone number and sends a text message to verify it. Needs {@code full_write}. With
   * the old number it sends a new code.
   *
   * @param authToken the user's tokens
   * @param phoneNumber the phone number, in international form, or in the national form of the
   *     account's country
   * @return the profile as it is now
   */
  Command<Profile> updatePhoneNumber(AuthToken authToken, String phoneNumber);

  /**
   * As {@link #updatePhoneNumber(AuthToken, String)}, with callbacks: one of the two is called,
   * once.
   *
   * @param authToken the user's tokens
   * @param phoneNumber the phone number, in international form, or in the national form of the
   *     account's country
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable updatePhoneNumber(
      AuthToken authToken,
      String phoneNumber,
      Consumer<? super Profile> success,
      Consumer<? super LatchkeyError> failure) {
    return updatePhoneNumber(authToken, phoneNumber).then(success, failure);
  }

  /**
   * Verifies the phone number. Needs {@code full_write}.
   *
   * @param authToken the user's tokens
   * @param phoneNumber the phone number, in international form, or in the national form of the
   *     account's country
   * @param verificationCode the code of the message
   * @return the command, without a result
   */
  Command<Void> verifyPhoneNumber(AuthToken authToken, String phoneNumber, String verificationCode);

  /**
   * As {@link #verifyPhoneNumber(AuthToken, String, String)}, with callbacks: one of the two is
   * called, once.
   *
   * @param authToken the user's tokens
   * @param phoneNumber the phone number, in international form, or in the national form of the
   *     account's country
   * @param verificationCode the code of the message
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable verifyPhoneNumber(
      AuthToken authToken,
      String phoneNumber,
      String verificationCode,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return verifyPhoneNumber(authToken, phoneNumber, verificationCode)
        .then(nothing -> success.run(), failure);
  }

  /**
   * Sends a mail to verify the e-mail address.
   *
   * @param authToken the user's tokens
   * @param redirectUrl where the link in the mail leads, a callback of the client; null: where the
   *     client's mails lead
   * @param returnToAfterEmailConfirmation where that page leads on to; or null
   * @return whether a mail was sent
   */
  Command<EmailVerification> sendEmailVerification(
      AuthToken authToken,
      @Nullable String redirectUrl,
      @Nullable String returnToAfterEmailConfirmation);

  /**
   * As {@link #sendEmailVerification(AuthToken, String, String)}, with callbacks: one of the two is
   * called, once.
   *
   * @param authToken the user's tokens
   * @param redirectUrl where the link in the mail leads, a callback of the client; null: where the
   *     client's mails lead
   * @param returnToAfterEmailConfirmation where that page leads on to; or null
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable sendEmailVerification(
      AuthToken authToken,
      @Nullable String redirectUrl,
      @Nullable String returnToAfterEmailConfirmation,
      Consumer<? super EmailVerification> success,
      Consumer<? super LatchkeyError> failure) {
    return sendEmailVerification(authToken, redirectUrl, returnToAfterEmailConfirmation)
        .then(success, failure);
  }

  /**
   * Verifies the e-mail address with the code of the mail.
   *
   * @param authToken the user's tokens
   * @param email the e-mail address
   * @param verificationCode the code of the message
   * @return the command, without a result
   */
  Command<Void> verifyEmail(AuthToken authToken, String email, String verificationCode);

  /**
   * As {@link #verifyEmail(AuthToken, String, String)}, with callbacks: one of the two is called,
   * once.
   *
   * @param authToken the user's tokens
   * @param email the e-mail address
   * @param verificationCode the code of the message
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable verifyEmail(
      AuthToken authToken,
      String email,
      String verificationCode,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return verifyEmail(authToken, email, verificationCode).then(nothing -> success.run(), failure);
  }
}
