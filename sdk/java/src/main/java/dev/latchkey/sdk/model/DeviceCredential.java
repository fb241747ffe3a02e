package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import org.jspecify.annotations.Nullable;

/** A passkey of the user. */
@AutoValue
public abstract class DeviceCredential {

  DeviceCredential() {}

  /** {@return the credential id, in base64url} */
  public abstract String getId();

  /** {@return what the user calls it} */
  public abstract @Nullable String getFriendlyName();

  /** {@return when it was made, in ISO 8601} */
  public abstract @Nullable String getCreatedAt();

  /** {@return when it was last used, in ISO 8601} */
  public abstract @Nullable String getLastUsedAt();

  /** {@return the model of the authenticator} */
  public abstract @Nullable String getAaguid();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_DeviceCredential.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link DeviceCredential}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link DeviceCredential#getId} gives. */
    public abstract Builder setId(String id);

    /** Sets what {@link DeviceCredential#getFriendlyName} gives. */
    public abstract Builder setFriendlyName(@Nullable String friendlyName);

    /** Sets what {@link DeviceCredential#getCreatedAt} gives. */
    public abstract Builder setCreatedAt(@Nullable String createdAt);

    /** Sets what {@link DeviceCredential#getLastUsedAt} gives. */
    public abstract Builder setLastUsedAt(@Nullable String lastUsedAt);

    /** Sets what {@link DeviceCredential#getAaguid} gives. */
    public abstract Builder setAaguid(@Nullable String aaguid);

    /** {@return what was set} */
    public abstract DeviceCredential build();
  }
}
