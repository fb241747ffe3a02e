package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import org.jspecify.annotations.Nullable;

/** What a password login does when a second factor is asked for: it gives a step-up token. */
@AutoValue
public abstract class LoginMfaConf {

  LoginMfaConf() {}

  /** {@return the redirect URI of the step-up; null: the one of the configuration} */
  public abstract @Nullable String getRedirectUri();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_LoginMfaConf.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link LoginMfaConf}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link LoginMfaConf#getRedirectUri} gives. */
    public abstract Builder setRedirectUri(@Nullable String redirectUri);

    /** {@return what was set} */
    public abstract LoginMfaConf build();
  }
}
