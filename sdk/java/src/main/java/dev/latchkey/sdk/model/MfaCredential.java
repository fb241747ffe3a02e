package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import org.jspecify.annotations.Nullable;

/** A second factor of the user. */
@AutoValue
public abstract class MfaCredential {

  MfaCredential() {}

  /** {@return its kind} */
  public abstract CredentialMfaType getType();

  /** {@return what to show for it} */
  public abstract @Nullable String getFriendlyName();

  /** {@return the e-mail address, for a factor by mail} */
  public abstract @Nullable String getEmail();

  /** {@return the number, for a factor by text message} */
  public abstract @Nullable String getPhoneNumber();

  /** {@return when it was made, in ISO 8601} */
  public abstract @Nullable String getCreatedAt();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_MfaCredential.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link MfaCredential}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link MfaCredential#getType} gives. */
    public abstract Builder setType(CredentialMfaType type);

    /** Sets what {@link MfaCredential#getFriendlyName} gives. */
    public abstract Builder setFriendlyName(@Nullable String friendlyName);

    /** Sets what {@link MfaCredential#getEmail} gives. */
    public abstract Builder setEmail(@Nullable String email);

    /** Sets what {@link MfaCredential#getPhoneNumber} gives. */
    public abstract Builder setPhoneNumber(@Nullable String phoneNumber);

    /** Sets what {@link MfaCredential#getCreatedAt} gives. */
    public abstract Builder setCreatedAt(@Nullable String createdAt);

    /** {@return what was set} */
    public abstract MfaCredential build();
  }
}
