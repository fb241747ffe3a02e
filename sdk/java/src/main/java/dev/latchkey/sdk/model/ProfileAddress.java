package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A postal address of a profile. One at most is the default: setting one clears the others. */
@AutoValue
public abstract class ProfileAddress {

  ProfileAddress() {}

  /** {@return what the user calls it; not empty} */
  public abstract @Nullable String getTitle();

  /** {@return whether it is the one to take; true when it is not said} */
  public abstract @Nullable Boolean getIsDefault();

  /** {@return what it is for} */
  public abstract @Nullable ProfileAddressType getAddressType();

  /** {@return street and number; not empty; may hold line breaks} */
  public abstract @Nullable String getStreetAddress();

  /** {@return what else helps to find it} */
  public abstract @Nullable String getAddressComplement();

  /** {@return the town; not empty} */
  public abstract @Nullable String getLocality();

  /** {@return the region; not empty} */
  public abstract @Nullable String getRegion();

  /** {@return the postal code} */
  public abstract @Nullable String getPostalCode();

  /** {@return the country; not empty} */
  public abstract @Nullable String getCountry();

  /** {@return the address in one text} */
  public abstract @Nullable String getRaw();

  /** {@return a note for who delivers} */
  public abstract @Nullable String getDeliveryNote();

  /** {@return who lives there; not empty} */
  public abstract @Nullable String getRecipient();

  /** {@return the company; not empty} */
  public abstract @Nullable String getCompany();

  /** {@return a phone number; its form is not checked} */
  public abstract @Nullable String getPhoneNumber();

  /** {@return the operator's own fields: texts, numbers, truth values, lists and maps} */
  public abstract @Nullable Map<String, Object> getCustomFields();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_ProfileAddress.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link ProfileAddress}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link ProfileAddress#getTitle} gives. */
    public abstract Builder setTitle(@Nullable String title);

    /** Sets what {@link ProfileAddress#getIsDefault} gives. */
    public abstract Builder setIsDefault(@Nullable Boolean isDefault);

    /** Sets what {@link ProfileAddress#getAddressType} gives. */
    public abstract Builder setAddressType(@Nullable ProfileAddressType addressType);

    /** Sets what {@link ProfileAddress#getStreetAddress} gives. */
    public abstract Builder setStreetAddress(@Nullable String streetAddress);

    /** Sets what {@link ProfileAddress#getAddressComplement} gives. */
    public abstract Builder setAddressComplement(@Nullable String addressComplement);

    /** Sets what {@link ProfileAddress#getLocality} gives. */
    public abstract Builder setLocality(@Nullable String locality);

    /** Sets what {@link ProfileAddress#getRegion} gives. */
    public abstract Builder setRegion(@Nullable String region);

    /** Sets what {@link ProfileAddress#getPostalCode} gives. */
    public abstract Builder setPostalCode(@Nullable String postalCode);

    /** Sets what {@link ProfileAddress#getCountry} gives. */
    public abstract Builder setCountry(@Nullable String country);

    /** Sets what {@link ProfileAddress#getRaw} gives. */
    public abstract Builder setRaw(@Nullable String raw);

    /** Sets what {@link ProfileAddress#getDeliveryNote} gives. */
    public abstract Builder setDeliveryNote(@Nullable String deliveryNote);

    /** Sets what {@link ProfileAddress#getRecipient} gives. */
    public abstract Builder setRecipient(@Nullable String recipient);

    /** Sets what {@link ProfileAddress#getCompany} gives. */
    public abstract Builder setCompany(@Nullable String company);

    /** Sets what {@link ProfileAddress#getPhoneNumber} gives. */
    public abstract Builder setPhoneNumber(@Nullable String phoneNumber);

    /** Sets what {@link ProfileAddress#getCustomFields} gives. */
    public abstract Builder setCustomFields(@Nullable Map<String, Object> customFields);

    abstract @Nullable Map<String, Object> getCustomFields();

    abstract ProfileAddress autoBuild();

    /** {@return what was set, in copies of its own} */
    public final ProfileAddress build() {
      setCustomFields(Copies.map(getCustomFields()));
      return autoBuild();
    }
  }
}
