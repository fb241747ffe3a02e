package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import org.jspecify.annotations.Nullable;

/** A postal address as ID tokens have it (OpenID Connect Core, section 5.1.1). */
@AutoValue
public abstract class OpenIdAddress {

  OpenIdAddress() {}

  /** {@return the whole address, to be printed; may hold line breaks} */
  public abstract @Nullable String getFormatted();

  /** {@return street and number; may hold line breaks} */
  public abstract @Nullable String getStreetAddress();

  /** {@return the town} */
  public abstract @Nullable String getLocality();

  /** {@return the state, province or prefecture} */
  public abstract @Nullable String getRegion();

  /** {@return the postal code} */
  public abstract @Nullable String getPostalCode();

  /** {@return the country} */
  public abstract @Nullable String getCountry();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_OpenIdAddress.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link OpenIdAddress}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link OpenIdAddress#getFormatted} gives. */
    public abstract Builder setFormatted(@Nullable String formatted);

    /** Sets what {@link OpenIdAddress#getStreetAddress} gives. */
    public abstract Builder setStreetAddress(@Nullable String streetAddress);

    /** Sets what {@link OpenIdAddress#getLocality} gives. */
    public abstract Builder setLocality(@Nullable String locality);

    /** Sets what {@link OpenIdAddress#getRegion} gives. */
    public abstract Builder setRegion(@Nullable String region);

    /** Sets what {@link OpenIdAddress#getPostalCode} gives. */
    public abstract Builder setPostalCode(@Nullable String postalCode);

    /** Sets what {@link OpenIdAddress#getCountry} gives. */
    public abstract Builder setCountry(@Nullable String country);

    /** {@return what was set} */
    public abstract OpenIdAddress build();
  }
}
