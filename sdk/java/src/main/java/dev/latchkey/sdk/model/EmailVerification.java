package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;

/** What became of a request to verify an address. */
@AutoValue
public abstract class EmailVerification {

  EmailVerification() {}

  /** {@return whether a mail was sent; false: the address is verified already} */
  public abstract boolean getVerificationEmailSent();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_EmailVerification.Builder().setVerificationEmailSent(false);
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link EmailVerification}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link EmailVerification#getVerificationEmailSent} gives. */
    public abstract Builder setVerificationEmailSent(boolean verificationEmailSent);

    /** {@return what was set} */
    public abstract EmailVerification build();
  }
}
