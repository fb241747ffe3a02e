package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import org.jspecify.annotations.Nullable;

/** A user's answer to a question of the operator. */
@AutoValue
public abstract class Consent {

  Consent() {}

  /** {@return whether the user said yes} */
  public abstract boolean getGranted();

  /** {@return {@code opt-in}, {@code opt-out} or {@code double-opt-in}} */
  public abstract @Nullable String getConsentType();

  /** {@return when, in ISO 8601; the server sets it} */
  public abstract @Nullable String getDate();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_Consent.Builder().setGranted(false);
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link Consent}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link Consent#getGranted} gives. */
    public abstract Builder setGranted(boolean granted);

    /** Sets what {@link Consent#getConsentType} gives. */
    public abstract Builder setConsentType(@Nullable String consentType);

    /** Sets what {@link Consent#getDate} gives. */
    public abstract Builder setDate(@Nullable String date);

    /** {@return what was set} */
    public abstract Consent build();
  }
}
