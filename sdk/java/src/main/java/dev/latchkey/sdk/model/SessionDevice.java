package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import org.jspecify.annotations.Nullable;

/** A place where the user is logged in. */
@AutoValue
public abstract class SessionDevice {

  SessionDevice() {}

  /** {@return its id} */
  public abstract String getId();

  /** {@return {@code ST} for a browser's session, {@code RT} for an app's refresh token} */
  public abstract @Nullable String getTokenType();

  /** {@return the address it was last at} */
  public abstract @Nullable String getIp();

  /** {@return the country of the address} */
  public abstract @Nullable String getCountry();

  /** {@return the town of the address} */
  public abstract @Nullable String getCity();

  /** {@return its operating system} */
  public abstract @Nullable String getOperatingSystem();

  /** {@return the browser or app} */
  public abstract @Nullable String getUserAgentName();

  /** {@return its kind, such as {@code desktop}} */
  public abstract @Nullable String getDeviceClass();

  /** {@return its name} */
  public abstract @Nullable String getDeviceName();

  /** {@return since when, in ISO 8601} */
  public abstract @Nullable String getCreatedAt();

  /** {@return when it was last seen, in ISO 8601} */
  public abstract @Nullable String getLastConnection();

  /** {@return until when, in ISO 8601} */
  public abstract @Nullable String getExpiresAt();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_SessionDevice.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link SessionDevice}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link SessionDevice#getId} gives. */
    public abstract Builder setId(String id);

    /** Sets what {@link SessionDevice#getTokenType} gives. */
    public abstract Builder setTokenType(@Nullable String tokenType);

    /** Sets what {@link SessionDevice#getIp} gives. */
    public abstract Builder setIp(@Nullable String ip);

    /** Sets what {@link SessionDevice#getCountry} gives. */
    public abstract Builder setCountry(@Nullable String country);

    /** Sets what {@link SessionDevice#getCity} gives. */
    public abstract Builder setCity(@Nullable String city);

    /** Sets what {@link SessionDevice#getOperatingSystem} gives. */
    public abstract Builder setOperatingSystem(@Nullable String operatingSystem);

    /** Sets what {@link SessionDevice#getUserAgentName} gives. */
    public abstract Builder setUserAgentName(@Nullable String userAgentName);

    /** Sets what {@link SessionDevice#getDeviceClass} gives. */
    public abstract Builder setDeviceClass(@Nullable String deviceClass);

    /** Sets what {@link SessionDevice#getDeviceName} gives. */
    public abstract Builder setDeviceName(@Nullable String deviceName);

    /** Sets what {@link SessionDevice#getCreatedAt} gives. */
    public abstract Builder setCreatedAt(@Nullable String createdAt);

    /** Sets what {@link SessionDevice#getLastConnection} gives. */
    public abstract Builder setLastConnection(@Nullable String lastConnection);

    /** Sets what {@link SessionDevice#getExpiresAt} gives. */
    public abstract Builder setExpiresAt(@Nullable String expiresAt);

    /** {@return what was set} */
    public abstract SessionDevice build();
  }
}
