package dev.latchkey.sdk;

import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.ProfileSignupRequest;
import dev.latchkey.sdk.model.SignupRequest;
import dev.latchkey.sdk.model.SignupResponse;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Signing up with a password. */
public interface SignupCommands {

  /**
   * Creates a user and logs the user in. With an e-mail address, or with a phone number when users
   * may log in by it.
   *
   * @param profile who signs up
   * @param scope what the tokens may be used for; null: what the client has by default
   * @return the tokens, or that the address or number must be verified first; fails with {@code
   *     email_already_exists} and the like, {@code password_too_weak}, and {@code invalid_request}
   *     with the fields that are wrong
   */
  Command<SignupResponse> signup(ProfileSignupRequest profile, @Nullable Collection<String> scope);

  /**
   * As {@link #signup(ProfileSignupRequest, Collection)}, with callbacks: one of the two is called,
   * once.
   *
   * @param profile who signs up
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable signup(
      ProfileSignupRequest profile,
      @Nullable Collection<String> scope,
      Consumer<? super SignupResponse> success,
      Consumer<? super LatchkeyError> failure) {
    return signup(profile, scope).then(success, failure);
  }

  /**
   * As {@link #signup(ProfileSignupRequest, Collection)}, with more to say.
   *
   * @param request who signs up, and how
   * @return the tokens, or that the address or number must be verified first
   */
  Command<SignupResponse> signup(SignupRequest request);

  /**
   * As {@link #signup(SignupRequest)}, with callbacks: one of the two is called, once.
   *
   * @param request who signs up, and how
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable signup(
      SignupRequest request,
      Consumer<? super SignupResponse> success,
      Consumer<? super LatchkeyError> failure) {
    return signup(request).then(success, failure);
  }
}
