package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import org.jspecify.annotations.Nullable;

/** A device on which no second factor is asked for. */
@AutoValue
public abstract class TrustedDevice {

  TrustedDevice() {}

  /** {@return its id} */
  public abstract String getId();

  /** {@return the user's id} */
  public abstract @Nullable String getUserId();

  /** {@return since when it is trusted, in ISO 8601} */
  public abstract @Nullable String getCreatedAt();

  /** {@return what is known of it} */
  public abstract @Nullable TrustedDeviceMetadata getMetadata();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_TrustedDevice.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link TrustedDevice}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link TrustedDevice#getId} gives. */
    public abstract Builder setId(String id);

    /** Sets what {@link TrustedDevice#getUserId} gives. */
    public abstract Builder setUserId(@Nullable String userId);

    /** Sets what {@link TrustedDevice#getCreatedAt} gives. */
    public abstract Builder setCreatedAt(@Nullable String createdAt);

    /** Sets what {@link TrustedDevice#getMetadata} gives. */
    public abstract Builder setMetadata(@Nullable TrustedDeviceMetadata metadata);

    /** {@return what was set} */
    public abstract TrustedDevice build();
  }
}
