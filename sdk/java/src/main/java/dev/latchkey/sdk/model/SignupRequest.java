package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sign-up with a password, with all that can be said. */
@AutoValue
public abstract class SignupRequest {

  SignupRequest() {}

  /** {@return who signs up} */
  public abstract ProfileSignupRequest getProfile();

  /** {@return what the tokens may be used for; null: what the client has by default} */
  public abstract @Nullable List<String> getScope();

  /**
   * {@return where the link in the mail leads, a callback of the client; null: where the client's
   * mails lead}
   */
  public abstract @Nullable String getRedirectUrl();

  /** {@return where in the app the sign-up came from, for reports} */
  public abstract @Nullable String getOrigin();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_SignupRequest.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link SignupRequest}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link SignupRequest#getProfile} gives. */
    public abstract Builder setProfile(ProfileSignupRequest profile);

    /** Sets what {@link SignupRequest#getScope} gives. */
    public abstract Builder setScope(@Nullable List<String> scope);

    /** Sets what {@link SignupRequest#getRedirectUrl} gives. */
    public abstract Builder setRedirectUrl(@Nullable String redirectUrl);

    /** Sets what {@link SignupRequest#getOrigin} gives. */
    public abstract Builder setOrigin(@Nullable String origin);

    abstract @Nullable List<String> getScope();

    abstract SignupRequest autoBuild();

    /** {@return what was set, in copies of its own} */
    public final SignupRequest build() {
      setScope(Copies.list(getScope()));
      return autoBuild();
    }
  }
}
