package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A profile to sign up with, by a passkey. */
@AutoValue
public abstract class ProfileWebAuthnSignupRequest implements ProfileAttributes {

  ProfileWebAuthnSignupRequest() {}

  /** {@return the e-mail address; this or the phone number is needed} */
  @Override
  public abstract @Nullable String getEmail();

  /**
   * {@return the phone number, in international form, or in the national form of the account's
   * country}
   */
  @Override
  public abstract @Nullable String getPhoneNumber();

  /** {@return when the terms were accepted, in ISO 8601} */
  @Override
  public abstract @Nullable String getTosAcceptedAt();

  /** {@return whether to make a profile that cannot log in yet} */
  @Override
  public abstract @Nullable Boolean getLiteOnly();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_ProfileWebAuthnSignupRequest.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link ProfileWebAuthnSignupRequest}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link ProfileWebAuthnSignupRequest#getEmail} gives. */
    public abstract Builder setEmail(@Nullable String email);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getPhoneNumber} gives. */
    public abstract Builder setPhoneNumber(@Nullable String phoneNumber);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getTosAcceptedAt} gives. */
    public abstract Builder setTosAcceptedAt(@Nullable String tosAcceptedAt);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getLiteOnly} gives. */
    public abstract Builder setLiteOnly(@Nullable Boolean liteOnly);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getGivenName} gives. */
    public abstract Builder setGivenName(@Nullable String givenName);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getMiddleName} gives. */
    public abstract Builder setMiddleName(@Nullable String middleName);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getFamilyName} gives. */
    public abstract Builder setFamilyName(@Nullable String familyName);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getName} gives. */
    public abstract Builder setName(@Nullable String name);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getNickname} gives. */
    public abstract Builder setNickname(@Nullable String nickname);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getBirthdate} gives. */
    public abstract Builder setBirthdate(@Nullable String birthdate);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getProfileURL} gives. */
    public abstract Builder setProfileURL(@Nullable String profileURL);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getPicture} gives. */
    public abstract Builder setPicture(@Nullable String picture);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getUsername} gives. */
    public abstract Builder setUsername(@Nullable String username);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getGender} gives. */
    public abstract Builder setGender(@Nullable String gender);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getCompany} gives. */
    public abstract Builder setCompany(@Nullable String company);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getAddresses} gives. */
    public abstract Builder setAddresses(@Nullable List<ProfileAddress> addresses);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getLocale} gives. */
    public abstract Builder setLocale(@Nullable String locale);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getBio} gives. */
    public abstract Builder setBio(@Nullable String bio);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getCustomFields} gives. */
    public abstract Builder setCustomFields(@Nullable Map<String, Object> customFields);

    /** Sets what {@link ProfileWebAuthnSignupRequest#getConsents} gives. */
    public abstract Builder setConsents(@Nullable Map<String, Consent> consents);

    abstract @Nullable List<ProfileAddress> getAddresses();

    abstract @Nullable Map<String, Object> getCustomFields();

    abstract @Nullable Map<String, Consent> getConsents();

    abstract ProfileWebAuthnSignupRequest autoBuild();

    /** {@return what was set, in copies of its own} */
    public final ProfileWebAuthnSignupRequest build() {
      setAddresses(Copies.list(getAddresses()));
      setCustomFields(Copies.map(getCustomFields()));
      setConsents(Copies.map(getConsents()));
      return autoBuild();
    }
  }
}
