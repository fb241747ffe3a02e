package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import org.jspecify.annotations.Nullable;

/** What an ID token says of the user (OpenID Connect Core, section 5.1). */
@AutoValue
public abstract class OpenIdUser {

  OpenIdUser() {}

  /** {@return the user's id; claim {@code sub}} */
  public abstract @Nullable String getId();

  /** {@return the full name} */
  public abstract @Nullable String getName();

  /** {@return the name the user likes to be called by} */
  public abstract @Nullable String getPreferredUsername();

  /** {@return the given name} */
  public abstract @Nullable String getGivenName();

  /** {@return the family name} */
  public abstract @Nullable String getFamilyName();

  /** {@return the middle name} */
  public abstract @Nullable String getMiddleName();

  /** {@return the nickname} */
  public abstract @Nullable String getNickname();

  /** {@return the URL of a picture} */
  public abstract @Nullable String getPicture();

  /** {@return the URL of a page of the user's} */
  public abstract @Nullable String getWebsite();

  /** {@return the e-mail address} */
  public abstract @Nullable String getEmail();

  /** {@return whether the address is known to be the user's} */
  public abstract @Nullable Boolean getEmailVerified();

  /** {@return {@code female}, {@code male} or {@code other}} */
  public abstract @Nullable String getGender();

  /** {@return the time zone, such as {@code Europe/Paris}} */
  public abstract @Nullable String getZoneinfo();

  /** {@return the language, such as {@code fr-FR}} */
  public abstract @Nullable String getLocale();

  /** {@return the phone number} */
  public abstract @Nullable String getPhoneNumber();

  /** {@return whether the number is known to be the user's} */
  public abstract @Nullable Boolean getPhoneNumberVerified();

  /** {@return {@code YYYY-MM-DD}} */
  public abstract @Nullable String getBirthdate();

  /** {@return the postal address} */
  public abstract @Nullable OpenIdAddress getAddress();

  /** {@return the id that another system has for the user} */
  public abstract @Nullable String getExternalId();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_OpenIdUser.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link OpenIdUser}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link OpenIdUser#getId} gives. */
    public abstract Builder setId(@Nullable String id);

    /** Sets what {@link OpenIdUser#getName} gives. */
    public abstract Builder setName(@Nullable String name);

    /** Sets what {@link OpenIdUser#getPreferredUsername} gives. */
    public abstract Builder setPreferredUsername(@Nullable String preferredUsername);

    /** Sets what {@link OpenIdUser#getGivenName} gives. */
    public abstract Builder setGivenName(@Nullable String givenName);

    /** Sets what {@link OpenIdUser#getFamilyName} gives. */
    public abstract Builder setFamilyName(@Nullable String familyName);

    /** Sets what {@link OpenIdUser#getMiddleName} gives. */
    public abstract Builder setMiddleName(@Nullable String middleName);

    /** Sets what {@link OpenIdUser#getNickname} gives. */
    public abstract Builder setNickname(@Nullable String nickname);

    /** Sets what {@link OpenIdUser#getPicture} gives. */
    public abstract Builder setPicture(@Nullable String picture);

    /** Sets what {@link OpenIdUser#getWebsite} gives. */
    public abstract Builder setWebsite(@Nullable String website);

    /** Sets what {@link OpenIdUser#getEmail} gives. */
    public abstract Builder setEmail(@Nullable String email);

    /** Sets what {@link OpenIdUser#getEmailVerified} gives. */
    public abstract Builder setEmailVerified(@Nullable Boolean emailVerified);

    /** Sets what {@link OpenIdUser#getGender} gives. */
    public abstract Builder setGender(@Nullable String gender);

    /** Sets what {@link OpenIdUser#getZoneinfo} gives. */
    public abstract Builder setZoneinfo(@Nullable String zoneinfo);

    /** Sets what {@link OpenIdUser#getLocale} gives. */
    public abstract Builder setLocale(@Nullable String locale);

    /** Sets what {@link OpenIdUser#getPhoneNumber} gives. */
    public abstract Builder setPhoneNumber(@Nullable String phoneNumber);

    /** Sets what {@link OpenIdUser#getPhoneNumberVerified} gives. */
    public abstract Builder setPhoneNumberVerified(@Nullable Boolean phoneNumberVerified);

    /** Sets what {@link OpenIdUser#getBirthdate} gives. */
    public abstract Builder setBirthdate(@Nullable String birthdate);

    /** Sets what {@link OpenIdUser#getAddress} gives. */
    public abstract Builder setAddress(@Nullable OpenIdAddress address);

    /** Sets what {@link OpenIdUser#getExternalId} gives. */
    public abstract Builder setExternalId(@Nullable String externalId);

    /** {@return what was set} */
    public abstract OpenIdUser build();
  }
}
