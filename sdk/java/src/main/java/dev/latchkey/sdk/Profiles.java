package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.Consent;
import dev.latchkey.sdk.model.EmailVerification;
import dev.latchkey.sdk.model.Emails;
import dev.latchkey.sdk.model.LoginSummary;
import dev.latchkey.sdk.model.Profile;
import dev.latchkey.sdk.model.ProfileAddress;
import dev.latchkey.sdk.model.ProfileAddressType;
import dev.latchkey.sdk.model.ProfileAttributes;
import dev.latchkey.sdk.model.ProfileSignupRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Contract section 8, and profiles on the wire (sections 2.2 to 2.5). */
final class Profiles implements ProfileCommands {

  /** What {@link Profile} can hold; the server leaves out what the token's scopes do not unlock. */
  private static final String FIELDS =
      "uid,given_name,middle_name,family_name,name,nickname,birthdate,profile_url,picture,"
          + "external_id,custom_identifier,auth_types,login_summary,username,gender,email,"
          + "email_verified,emails,phone_number,phone_number_verified,addresses,locale,bio,"
          + "custom_fields,consents,tos_accepted_at,created_at,updated_at,lite_only,company";

  private final Api api;

  Profiles(Api api) {
    this.api = api;
  }

  @Override
  public Command<Profile> getProfile(AuthToken authToken) {
    return profile(
        WireRequest.get("userinfo").query("fields", FIELDS).query("flatcf", "true"), authToken);
  }

  @Override
  public Command<Profile> updateProfile(AuthToken authToken, Profile profile) {
    Objects.requireNonNull(profile, "profile");
    return profile(WireRequest.post("update-profile").fields(write(profile)), authToken);
  }

  @Override
  public Command<Profile> updateEmail(
      AuthToken authToken, String email, @Nullable String redirectUrl) {
    return profile(
        WireRequest.post("update-email").field("email", email).field("redirect_url", redirectUrl),
        authToken);
  }

  @Override
  public Command<Profile> updatePhoneNumber(AuthToken authToken, String phoneNumber) {
    return profile(
        WireRequest.post("update-phone-number").field("phone_number", phoneNumber), authToken);
  }

  private Command<Profile> profile(WireRequest request, AuthToken authToken) {
    request.bearer(authToken);
    return api.start(exchange -> read(exchange.ask(request)));
  }

  @Override
  public Command<Void> verifyPhoneNumber(
      AuthToken authToken, String phoneNumber, String verificationCode) {
    WireRequest request =
        WireRequest.post("verify-phone-number")
            .field("phone_number", phoneNumber)
            .field("verification_code", verificationCode)
            .bearer(authToken);
    return api.startTask(exchange -> exchange.succeed(request));
  }

  /**
   * The field has one name in the vendor's mobile SDK and another in its web SDK: both are sent.
   */
  @Override
  public Command<EmailVerification> sendEmailVerification(
      AuthToken authToken,
      @Nullable String redirectUrl,
      @Nullable String returnToAfterEmailConfirmation) {
    WireRequest request =
        WireRequest.post("send-email-verification")
            .field("redirect_url", redirectUrl)
            .field("redirect_to_after_email_confirmation", returnToAfterEmailConfirmation)
            .field("return_to_after_email_confirmation", returnToAfterEmailConfirmation)
            .bearer(authToken);
    return api.start(exchange ->
        EmailVerification.builder()
            .setVerificationEmailSent(exchange.ask(request).isTrue("verification_email_sent"))
            .build());
  }

  @Override
  public Command<Void> verifyEmail(AuthToken authToken, String email, String verificationCode) {
    WireRequest request =
        WireRequest.post("verify-email")
            .field("email", email)
            .field("verification_code", verificationCode)
            .bearer(authToken);
    return api.startTask(exchange -> exchange.succeed(request));
  }

  // --- writing
  // ------------------------------------------------------------------------------------

  static Map<String, Object> write(ProfileSignupRequest profile) {
    Map<String, Object> json = write((ProfileAttributes) profile);
    put(json, "password", profile.getPassword());
    put(json, "custom_identifier", profile.getCustomIdentifier());
    return json;
  }

  /** What the server alone decides is left out. */
  private static Map<String, Object> write(Profile profile) {
    Map<String, Object> json = write((ProfileAttributes) profile);
    json.remove("lite_only");
    put(json, "external_id", profile.getExternalId());
    put(json, "custom_identifier", profile.getCustomIdentifier());
    return json;
  }

  static Map<String, Object> write(ProfileAttributes profile) {
    Map<String, Object> json = new LinkedHashMap<>();
    put(json, "email", profile.getEmail());
    put(json, "phone_number", profile.getPhoneNumber());
    put(json, "given_name", profile.getGivenName());
    put(json, "middle_name", profile.getMiddleName());
    put(json, "family_name", profile.getFamilyName());
    put(json, "name", profile.getName());
    put(json, "nickname", profile.getNickname());
    put(json, "birthdate", profile.getBirthdate());
    put(json, "profile_url", profile.getProfileURL());
    put(json, "picture", profile.getPicture());
    put(json, "username", profile.getUsername());
    put(json, "gender", profile.getGender());
    put(json, "company", profile.getCompany());
    put(json, "locale", profile.getLocale());
    put(json, "bio", profile.getBio());
    put(json, "custom_fields", profile.getCustomFields());
    put(json, "tos_accepted_at", profile.getTosAcceptedAt());
    put(json, "lite_only", profile.getLiteOnly());
    if (profile.getAddresses() != null) {
      List<Object> addresses = new ArrayList<>();
      for (ProfileAddress address : profile.getAddresses()) {
        addresses.add(write(address));
      }
      json.put("addresses", addresses);
    }
    if (profile.getConsents() != null) {
      Map<String, Object> consents = new LinkedHashMap<>();
      profile.getConsents().forEach((key, consent) -> consents.put(key, write(consent)));
      json.put("consents", consents);
    }
    return json;
  }

  private static Map<String, Object> write(ProfileAddress address) {
    Map<String, Object> json = new LinkedHashMap<>();
    put(json, "title", address.getTitle());
    put(json, "default", address.getIsDefault());
    put(
        json,
        "address_type",
        address.getAddressType() == null ? null : address.getAddressType().name());
    put(json, "street_address", address.getStreetAddress());
    put(json, "address_complement", address.getAddressComplement());
    put(json, "locality", address.getLocality());
    put(json, "region", address.getRegion());
    put(json, "postal_code", address.getPostalCode());
    put(json, "country", address.getCountry());
    put(json, "raw", address.getRaw());
    put(json, "delivery_note", address.getDeliveryNote());
    put(json, "recipient", address.getRecipient());
    put(json, "company", address.getCompany());
    put(json, "phone_number", address.getPhoneNumber());
    put(json, "custom_fields", address.getCustomFields());
    return json;
  }

  private static Map<String, Object> write(Consent consent) {
    Map<String, Object> json = new LinkedHashMap<>();
    put(json, "granted", consent.getGranted());
    put(json, "consent_type", consent.getConsentType());
    put(json, "date", consent.getDate());
    return json;
  }

  private static void put(Map<String, Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  // --- reading
  // ------------------------------------------------------------------------------------

  static Profile read(JsonObject json) throws MalformedAnswerException {
    return Profile.builder()
        .setUid(json.text("uid"))
        .setGivenName(json.text("given_name"))
        .setMiddleName(json.text("middle_name"))
        .setFamilyName(json.text("family_name"))
        .setName(json.text("name"))
        .setNickname(json.text("nickname"))
        .setBirthdate(json.text("birthdate"))
        .setProfileURL(json.text("profile_url"))
        .setPicture(json.text("picture"))
        .setExternalId(json.text("external_id"))
        .setCustomIdentifier(json.text("custom_identifier"))
        .setAuthTypes(json.texts("auth_types"))
        .setLoginSummary(loginSummary(json.object("login_summary")))
        .setUsername(json.text("username"))
        .setGender(json.text("gender"))
        .setEmail(json.text("email"))
        .setEmailVerified(json.truth("email_verified"))
        .setEmails(emails(json.object("emails")))
        .setPhoneNumber(json.text("phone_number"))
        .setPhoneNumberVerified(json.truth("phone_number_verified"))
        .setAddresses(addresses(json.objects("addresses")))
        .setLocale(json.text("locale"))
        .setBio(json.text("bio"))
        .setCustomFields(json.map("custom_fields"))
        .setConsents(consents(json.object("consents")))
        .setTosAcceptedAt(json.text("tos_accepted_at"))
        .setCreatedAt(json.text("created_at"))
        .setUpdatedAt(json.text("updated_at"))
        .setLiteOnly(json.truth("lite_only"))
        .setCompany(json.text("company"))
        .build();
  }

  private static @Nullable LoginSummary loginSummary(@Nullable JsonObject json)
      throws MalformedAnswerException {
    return json == null
        ? null
        : LoginSummary.builder()
            .setFirstLogin(json.number("first_login"))
            .setLastLogin(json.number("last_login"))
            .setTotal(json.integer("total"))
            .setOrigins(json.texts("origins"))
            .setDevices(json.texts("devices"))
            .setLastProvider(json.text("last_provider"))
            .build();
  }

  private static @Nullable Emails emails(@Nullable JsonObject json)
      throws MalformedAnswerException {
    if (json == null) {
      return null;
    }
    List<String> verified = json.texts("verified");
    List<String> unverified = json.texts("unverified");
    return Emails.builder()
        .setVerified(verified == null ? List.of() : verified)
        .setUnverified(unverified == null ? List.of() : unverified)
        .build();
  }

  private static @Nullable List<ProfileAddress> addresses(@Nullable List<JsonObject> list)
      throws MalformedAnswerException {
    if (list == null) {
      return null;
    }
    List<ProfileAddress> addresses = new ArrayList<>();
    for (JsonObject json : list) {
      addresses.add(address(json));
    }
    return addresses;
  }

  private static ProfileAddress address(JsonObject json) throws MalformedAnswerException {
    return ProfileAddress.builder()
        .setTitle(json.text("title"))
        .setIsDefault(json.truth("default"))
        .setAddressType(addressType(json.text("address_type")))
        .setStreetAddress(json.text("street_address"))
        .setAddressComplement(json.text("address_complement"))
        .setLocality(json.text("locality"))
        .setRegion(json.text("region"))
        .setPostalCode(json.text("postal_code"))
        .setCountry(json.text("country"))
        .setRaw(json.text("raw"))
        .setDeliveryNote(json.text("delivery_note"))
        .setRecipient(json.text("recipient"))
        .setCompany(json.text("company"))
        .setPhoneNumber(json.text("phone_number"))
        .setCustomFields(json.map("custom_fields"))
        .build();
  }

  /** A type that this version does not know is left out. */
  private static @Nullable ProfileAddressType addressType(@Nullable String name) {
    for (ProfileAddressType type : ProfileAddressType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }

  private static @Nullable Map<String, Consent> consents(@Nullable JsonObject json)
      throws MalformedAnswerException {
    if (json == null) {
      return null;
    }
    Map<String, Consent> consents = new LinkedHashMap<>();
    for (String key : json.fields().keySet()) {
      JsonObject consent = json.object(key);
      if (consent != null) {
        consents.put(
            key,
            Consent.builder()
                .setGranted(consent.isTrue("granted"))
                .setConsentType(consent.text("consent_type"))
                .setDate(consent.text("date"))
                .build());
      }
    }
    return consents;
  }
}
