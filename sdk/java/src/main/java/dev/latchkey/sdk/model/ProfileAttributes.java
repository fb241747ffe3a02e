package dev.latchkey.sdk.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What profiles and sign-ups have in common. */
public interface ProfileAttributes {

  /** {@return the given name} */
  @Nullable String getGivenName();

  /** {@return the middle name} */
  @Nullable String getMiddleName();

  /** {@return the family name} */
  @Nullable String getFamilyName();

  /** {@return the full name} */
  @Nullable String getName();

  /** {@return the nickname} */
  @Nullable String getNickname();

  /** {@return {@code YYYY-MM-DD}} */
  @Nullable String getBirthdate();

  /** {@return the URL of a page about the user} */
  @Nullable String getProfileURL();

  /** {@return the URL of a picture} */
  @Nullable String getPicture();

  /** {@return the user name} */
  @Nullable String getUsername();

  /** {@return {@code female}, {@code male} or {@code other}} */
  @Nullable String getGender();

  /** {@return the company} */
  @Nullable String getCompany();

  /** {@return the postal addresses} */
  @Nullable List<ProfileAddress> getAddresses();

  /** {@return the language, such as {@code fr-FR}} */
  @Nullable String getLocale();

  /** {@return what the user says of himself or herself} */
  @Nullable String getBio();

  /** {@return the operator's own fields: texts, numbers, truth values, lists and maps} */
  @Nullable Map<String, Object> getCustomFields();

  /** {@return the user's answers, by the key of the question} */
  @Nullable Map<String, Consent> getConsents();

  /** {@return the e-mail address} */
  @Nullable String getEmail();

  /** {@return the phone number} */
  @Nullable String getPhoneNumber();

  /** {@return when the terms were accepted, in ISO 8601} */
  @Nullable String getTosAcceptedAt();

  /** {@return whether the profile has no way to log in yet} */
  @Nullable Boolean getLiteOnly();
}
