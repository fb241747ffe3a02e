package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import org.jspecify.annotations.Nullable;

/** What is known of a trusted device. */
@AutoValue
public abstract class TrustedDeviceMetadata {

  TrustedDeviceMetadata() {}

  /** {@return the address it was at} */
  public abstract @Nullable String getIp();

  /** {@return its operating system} */
  public abstract @Nullable String getOperatingSystem();

  /** {@return the browser or app} */
  public abstract @Nullable String getUserAgent();

  /** {@return its kind, such as {@code desktop}} */
  public abstract @Nullable String getDeviceClass();

  /** {@return its name} */
  public abstract @Nullable String getDeviceName();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_TrustedDeviceMetadata.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link TrustedDeviceMetadata}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link TrustedDeviceMetadata#getIp} gives. */
    public abstract Builder setIp(@Nullable String ip);

    /** Sets what {@link TrustedDeviceMetadata#getOperatingSystem} gives. */
    public abstract Builder setOperatingSystem(@Nullable String operatingSystem);

    /** Sets what {@link TrustedDeviceMetadata#getUserAgent} gives. */
    public abstract Builder setUserAgent(@Nullable String userAgent);

    /** Sets what {@link TrustedDeviceMetadata#getDeviceClass} gives. */
    public abstract Builder setDeviceClass(@Nullable String deviceClass);

    /** Sets what {@link TrustedDeviceMetadata#getDeviceName} gives. */
    public abstract Builder setDeviceName(@Nullable String deviceName);

    /** {@return what was set} */
    public abstract TrustedDeviceMetadata build();
  }
}
