package dev.latchkey.sdk.model;

import com.google.auto.value.AutoValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A user's profile. What the scopes of the access token do not unlock is null.
 *
 * <p>{@code updateProfile} changes what is set and leaves alone what is null.
 */
@AutoValue
public abstract class Profile implements ProfileAttributes {

  Profile() {}

  /** {@return the user's id} */
  public abstract @Nullable String getUid();

  /** {@return the id that another system has for the user} */
  public abstract @Nullable String getExternalId();

  /** {@return an identifier of the operator's choosing} */
  public abstract @Nullable String getCustomIdentifier();

  /** {@return the e-mail address} */
  @Override
  public abstract @Nullable String getEmail();

  /** {@return whether the address is known to be the user's; read only} */
  public abstract @Nullable Boolean getEmailVerified();

  /** {@return all e-mail addresses; read only} */
  public abstract @Nullable Emails getEmails();

  /** {@return the phone number} */
  @Override
  public abstract @Nullable String getPhoneNumber();

  /** {@return whether the number is known to be the user's; read only} */
  public abstract @Nullable Boolean getPhoneNumberVerified();

  /** {@return how the user can log in, such as {@code password}; read only} */
  public abstract @Nullable List<String> getAuthTypes();

  /** {@return the logins so far; read only} */
  public abstract @Nullable LoginSummary getLoginSummary();

  /** {@return whether the profile has no way to log in yet; read only} */
  @Override
  public abstract @Nullable Boolean getLiteOnly();

  /** {@return when the terms were accepted, in ISO 8601} */
  @Override
  public abstract @Nullable String getTosAcceptedAt();

  /** {@return when the profile was made, in ISO 8601; read only} */
  public abstract @Nullable String getCreatedAt();

  /** {@return when the profile was last changed, in ISO 8601; read only} */
  public abstract @Nullable String getUpdatedAt();

  /** {@return a builder with nothing in it} */
  public static Builder builder() {
    return new AutoValue_Profile.Builder();
  }

  /** {@return a builder with what this has} */
  public abstract Builder toBuilder();

  /** Makes a {@link Profile}. Used by one thread. */
  @AutoValue.Builder
  public abstract static class Builder {

    Builder() {}

    /** Sets what {@link Profile#getUid} gives. */
    public abstract Builder setUid(@Nullable String uid);

    /** Sets what {@link Profile#getExternalId} gives. */
    public abstract Builder setExternalId(@Nullable String externalId);

    /** Sets what {@link Profile#getCustomIdentifier} gives. */
    public abstract Builder setCustomIdentifier(@Nullable String customIdentifier);

    /** Sets what {@link Profile#getEmail} gives. */
    public abstract Builder setEmail(@Nullable String email);

    /** Sets what {@link Profile#getEmailVerified} gives. */
    public abstract Builder setEmailVerified(@Nullable Boolean emailVerified);

    /** Sets what {@link Profile#getEmails} gives. */
    public abstract Builder setEmails(@Nullable Emails emails);

    /** Sets what {@link Profile#getPhoneNumber} gives. */
    public abstract Builder setPhoneNumber(@Nullable String phoneNumber);

    /** Sets what {@link Profile#getPhoneNumberVerified} gives. */
    public abstract Builder setPhoneNumberVerified(@Nullable Boolean phoneNumberVerified);

    /** Sets what {@link Profile#getAuthTypes} gives. */
    public abstract Builder setAuthTypes(@Nullable List<String> authTypes);

    /** Sets what {@link Profile#getLoginSummary} gives. */
    public abstract Builder setLoginSummary(@Nullable LoginSummary loginSummary);

    /** Sets what {@link Profile#getLiteOnly} gives. */
    public abstract Builder setLiteOnly(@Nullable Boolean liteOnly);

    /** Sets what {@link Profile#getTosAcceptedAt} gives. */
    public abstract Builder setTosAcceptedAt(@Nullable String tosAcceptedAt);

    /** Sets what {@link Profile#getCreatedAt} gives. */
    public abstract Builder setCreatedAt(@Nullable String createdAt);

    /** Sets what {@link Profile#getUpdatedAt} gives. */
    public abstract Builder setUpdatedAt(@Nullable String updatedAt);

    /** Sets what {@link Profile#getGivenName} gives. */
    public abstract Builder setGivenName(@Nullable String givenName);

    /** Sets what {@link Profile#getMiddleName} gives. */
    public abstract Builder setMiddleName(@Nullable String middleName);

    /** Sets what {@link Profile#getFamilyName} gives. */
    public abstract Builder setFamilyName(@Nullable String familyName);

    /** Sets what {@link Profile#getName} gives. */
    public abstract Builder setName(@Nullable String name);

    /** Sets what {@link Profile#getNickname} gives. */
    public abstract Builder setNickname(@Nullable String nickname);

    /** Sets what {@link Profile#getBirthdate} gives. */
    public abstract Builder setBirthdate(@Nullable String birthdate);

    /** Sets what {@link Profile#getProfileURL} gives. */
    public abstract Builder setProfileURL(@Nullable String profileURL);

    /** Sets what {@link Profile#getPicture} gives. */
    public abstract Builder setPicture(@Nullable String picture);

    /** Sets what {@link Profile#getUsername} gives. */
    public abstract Builder setUsername(@Nullable String username);

    /** Sets what {@link Profile#getGender} gives. */
    public abstract Builder setGender(@Nullable String gender);

    /** Sets what {@link Profile#getCompany} gives. */
    public abstract Builder setCompany(@Nullable String company);

    /** Sets what {@link Profile#getAddresses} gives. */
    public abstract Builder setAddresses(@Nullable List<ProfileAddress> addresses);

    /** Sets what {@link Profile#getLocale} gives. */
    public abstract Builder setLocale(@Nullable String locale);

    /** Sets what {@link Profile#getBio} gives. */
    public abstract Builder setBio(@Nullable String bio);

    /** Sets what {@link Profile#getCustomFields} gives. */
    public abstract Builder setCustomFields(@Nullable Map<String, Object> customFields);

    /** Sets what {@link Profile#getConsents} gives. */
    public abstract Builder setConsents(@Nullable Map<String, Consent> consents);

    abstract @Nullable List<String> getAuthTypes();

    abstract @Nullable List<ProfileAddress> getAddresses();

    abstract @Nullable Map<String, Object> getCustomFields();

    abstract @Nullable Map<String, Consent> getConsents();

    abstract Profile autoBuild();

    /** {@return what was set, in copies of its own} */
    public final Profile build() {
      setAuthTypes(Copies.list(getAuthTypes()));
      setAddresses(Copies.list(getAddresses()));
      setCustomFields(Copies.map(getCustomFields()));
      setConsents(Copies.map(getConsents()));
      return autoBuild();
    }
  }
}
