package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A profile to sign up with, by a password. */
@AutoValue
public abstract class ProfileSignupRequest implements ProfileAttributes {

  ProfileSignupRequest() {}

  /** {@return the password} */
  public abstract String getPassword();

  /** {@return the e-mail address; this or the phone number is needed} */
  @Override
  public abstract @Nullable String getEmail();

  /**
   * {@return the phone number, in international form, or in the national form of the account's
   * country}
   */
  @Override
  public abstract @Nullable String getPhoneNumber();

  /** {@return an identifier of the operator's choosing} */
  public abstract @Nullable String getCustomIdentifier();

  /** {@return when the terms were accepted, in ISO 8601} */
  @Override
  public abstract @Nullable String getTosAcceptedAt();

  /** {@return whether to make a profile that cannot log in yet} */
  @Override
  public abstract @Nullable Boolean getLiteOnly();

  @Override
  public final String toString() {
    return "ProfileSignupRequest{email="
        + getEmail()
        + ", phoneNumber="
        + getPhoneNumber()
        + ", customIdentifier="
        + getCustomIdentifier()
        + "}";
  }

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_ProfileSignupRequest.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link ProfileSignupRequest}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link ProfileSignupRequest#getPassword} gives. */
    public abstract Builder setPassword(String password);

    /** Sets what {@link ProfileSignupRequest#getEmail} gives. */
    public abstract Builder setEmail(@Nullable String email);

    /** Sets what {@link ProfileSignupRequest#getPhoneNumber} gives. */
    public abstract Builder setPhoneNumber(@Nullable String phoneNumber);

    /** Sets what {@link ProfileSignupRequest#getCustomIdentifier} gives. */
    public abstract Builder setCustomIdentifier(@Nullable String customIdentifier);

    /** Sets what {@link ProfileSignupRequest#getTosAcceptedAt} gives. */
    public abstract Builder setTosAcceptedAt(@Nullable String tosAcceptedAt);

    /** Sets what {@link ProfileSignupRequest#getLiteOnly} gives. */
    public abstract Builder setLiteOnly(@Nullable Boolean liteOnly);

    /** Sets what {@link ProfileSignupRequest#getGivenName} gives. */
    public abstract Builder setGivenName(@Nullable String givenName);

    /** Sets what {@link ProfileSignupRequest#getMiddleName} gives. */
    public abstract Builder setMiddleName(@Nullable String middleName);

    /** Sets what {@link ProfileSignupRequest#getFamilyName} gives. */
    public abstract Builder setFamilyName(@Nullable String familyName);

    /** Sets what {@link ProfileSignupRequest#getName} gives. */
    public abstract Builder setName(@Nullable String name);

    /** Sets what {@link ProfileSignupRequest#getNickname} gives. */
    public abstract Builder setNickname(@Nullable String nickname);

    /** Sets what {@link ProfileSignupRequest#getBirthdate} gives. */
    public abstract Builder setBirthdate(@Nullable String birthdate);

    /** Sets what {@link ProfileSignupRequest#getProfileURL} gives. */
    public abstract Builder setProfileURL(@Nullable String profileURL);

    /** Sets what {@link ProfileSignupRequest#getPicture} gives. */
    public abstract Builder setPicture(@Nullable String picture);

    /** Sets what {@link ProfileSignupRequest#getUsername} gives. */
    public abstract Builder setUsername(@Nullable String username);

    /** Sets what {@link ProfileSignupRequest#getGender} gives. */
    public abstract Builder setGender(@Nullable String gender);

    /** Sets what {@link ProfileSignupRequest#getCompany} gives. */
    public abstract Builder setCompany(@Nullable String company);

    /** Sets what {@link ProfileSignupRequest#getAddresses} gives. */
    public abstract Builder setAddresses(@Nullable List<ProfileAddress> addresses);

    /** Sets what {@link ProfileSignupRequest#getLocale} gives. */
    public abstract Builder setLocale(@Nullable String locale);

    /** Sets what {@link ProfileSignupRequest#getBio} gives. */
    public abstract Builder setBio(@Nullable String bio);

    /** Sets what {@link ProfileSignupRequest#getCustomFields} gives. */
    public abstract Builder setCustomFields(@Nullable Map<String, Object> customFields);

    /** Sets what {@link ProfileSignupRequest#getConsents} gives. */
    public abstract Builder setConsents(@Nullable Map<String, Consent> consents);

    abstract @Nullable List<ProfileAddress> getAddresses();

    abstract @Nullable Map<String, Object> getCustomFields();

    abstract @Nullable Map<String, Consent> getConsents();

    abstract ProfileSignupRequest autoBuild();

    /** {@return what was set, in copies of its own} */
    public final ProfileSignupRequest build() {
      setAddresses(Copies.list(getAddresses()));
      setCustomFields(Copies.map(getCustomFields()));
      setConsents(Copies.map(getConsents()));
      return autoBuild();
    }
  }
}
