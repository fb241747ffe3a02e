package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import org.jspecify.annotations.Nullable;

/** How far the registration of a second factor is. */
@AutoValue
public abstract class MfaRegistration {

  MfaRegistration() {}

  /**
   * {@return {@code email_sent} or {@code sms_sent}: a code is on its way; {@code enabled}: it is
   * done}
   */
  public abstract @Nullable String getStatus();

  /** {@return the factor, when it is done} */
  public abstract @Nullable MfaCredential getCredential();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_MfaRegistration.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link MfaRegistration}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link MfaRegistration#getStatus} gives. */
    public abstract Builder setStatus(@Nullable String status);

    /** Sets what {@link MfaRegistration#getCredential} gives. */
    public abstract Builder setCredential(@Nullable MfaCredential credential);

    /** {@return what was set} */
    public abstract MfaRegistration build();
  }
}
