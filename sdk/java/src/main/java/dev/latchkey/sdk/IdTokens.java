package dev.latchkey.sdk;

import dev.latchkey.sdk.model.OpenIdAddress;
import dev.latchkey.sdk.model.OpenIdUser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads ID tokens (contract section 1.13.1). */
final class IdTokens {

  private IdTokens() {}

  static JsonObject claims(String idToken) throws MalformedAnswerException {
    String[] parts = idToken.split("\\.", -1);
    if (parts.length != 3) {
      throw new MalformedAnswerException("The ID token is not a JWT");
    }
    try {
      return Json.object(
          new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new MalformedAnswerException("The ID token is not a JWT");
    }
  }

  static OpenIdUser user(JsonObject claims) throws MalformedAnswerException {
    return OpenIdUser.builder()
        .setId(claims.text("sub"))
        .setName(claims.text("name"))
        .setPreferredUsername(claims.text("preferred_username"))
        .setGivenName(claims.text("given_name"))
        .setFamilyName(claims.text("family_name"))
        .setMiddleName(claims.text("middle_name"))
        .setNickname(claims.text("nickname"))
        .setPicture(claims.text("picture"))
        .setWebsite(claims.text("website"))
        .setEmail(claims.text("email"))
        .setEmailVerified(claims.truth("email_verified"))
        .setGender(claims.text("gender"))
        .setZoneinfo(claims.text("zoneinfo"))
        .setLocale(claims.text("locale"))
        .setPhoneNumber(claims.text("phone_number"))
        .setPhoneNumberVerified(claims.truth("phone_number_verified"))
        .setBirthdate(claims.text("birthdate"))
        .setAddress(address(claims))
        .setExternalId(claims.text("external_id"))
        .build();
  }

  /** An object on the wire; the seeds call it a text, so one is taken for the whole address. */
  private static @Nullable OpenIdAddress address(JsonObject claims)
      throws MalformedAnswerException {
    if (claims.fields().get("address") instanceof String) {
      return OpenIdAddress.builder().setFormatted(claims.text("address")).build();
    }
    JsonObject address = claims.object("address");
    return address == null
        ? null
        : OpenIdAddress.builder()
            .setFormatted(address.text("formatted"))
            .setStreetAddress(address.text("street_address"))
            .setLocality(address.text("locality"))
            .setRegion(address.text("region"))
            .setPostalCode(address.text("postal_code"))
            .setCountry(address.text("country"))
            .build();
  }
}
