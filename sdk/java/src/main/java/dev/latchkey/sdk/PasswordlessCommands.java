package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.PasswordlessRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Logging in by a link in a mail or a code in a text message. */
public interface PasswordlessCommands {

  /**
   * Sends a link or a code, good for one login. The link opens the app with a {@code code}, for
   * {@code exchangeCodeForToken}.
   *
   * @param email the e-mail address; or null
   * @param phoneNumber the phone number; or null
   * @param redirectUrl where the link leads; null: the redirect URI of the configuration
   * @return the command, without a result
   */
  Command<Void> startPasswordless(
      @Nullable String email, @Nullable String phoneNumber, @Nullable String redirectUrl);

  /**
   * As {@link #startPasswordless(String, String, String)}, with callbacks: one of the two is
   * called, once.
   *
   * @param email the e-mail address; or null
   * @param phoneNumber the phone number; or null
   * @param redirectUrl where the link leads; null: the redirect URI of the configuration
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable startPasswordless(
      @Nullable String email,
      @Nullable String phoneNumber,
      @Nullable String redirectUrl,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return startPasswordless(email, phoneNumber, redirectUrl)
        .then(nothing -> success.run(), failure);
  }

  /**
   * As {@link #startPasswordless(String, String, String)}, with more to say.
   *
   * @param request who logs in
   * @return the command, without a result
   */
  Command<Void> startPasswordless(PasswordlessRequest request);

  /**
   * As {@link #startPasswordless(PasswordlessRequest)}, with callbacks: one of the two is called,
   * once.
   *
   * @param request who logs in
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable startPasswordless(
      PasswordlessRequest request, Runnable success, Consumer<? super LatchkeyError> failure) {
    return startPasswordless(request).then(nothing -> success.run(), failure);
  }

  /**
   * Logs a user in with the code of the text message.
   *
   * @param phoneNumber the phone number, in international form, or in the national form of the
   *     account's country
   * @param verificationCode the code of the message
   * @return the tokens; fails with {@code NoPkce} when this client did not start the login, and
   *     with the key {@code error.invalidVerificationCode}
   */
  Command<AuthToken> verifyPasswordless(String phoneNumber, String verificationCode);

  /**
   * As {@link #verifyPasswordless(String, String)}, with callbacks: one of the two is called, once.
   *
   * @param phoneNumber the phone number, in international form, or in the national form of the
   *     account's country
   * @param verificationCode the code of the message
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable verifyPasswordless(
      String phoneNumber,
      String verificationCode,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    return verifyPasswordless(phoneNumber, verificationCode).then(success, failure);
  }

  /**
   * Logs a user in with the code of the mail, typed instead of following the link.
   *
   * @param email the e-mail address
   * @param verificationCode the code of the message
   * @return the tokens
   */
  Command<AuthToken> verifyPasswordlessByEmail(String email, String verificationCode);

  /**
   * As {@link #verifyPasswordlessByEmail(String, String)}, with callbacks: one of the two is
   * called, once.
   *
   * @param email the e-mail address
   * @param verificationCode the code of the message
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable verifyPasswordlessByEmail(
      String email,
      String verificationCode,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    return verifyPasswordlessByEmail(email, verificationCode).then(success, failure);
  }
}
