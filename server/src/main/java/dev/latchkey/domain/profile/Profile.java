package dev.latchkey.domain.profile;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A user of a tenant.
 *
 * @param attributes names, birth date, addresses and the like, under their wire names
 * @param customFields values of the operator's fields, by path
 * @param consents by key, as contract section 2.4 shows them
 * @param factors the kinds of second factors it has, {@link #PUSH} among them
 * @param confirmedApartAt when its first identifier was shown to be somebody's elsewhere than where
 *     it was made; null: its maker and its owner are one as far as anybody knows
 * @param lite known by an identifier only, without a way to log in (contract section 11.2)
 */
public record Profile(
    UUID id,
    @Nullable String email,
    @Nullable Instant emailVerifiedAt,
    @Nullable String phoneNumber,
    @Nullable Instant phoneVerifiedAt,
    @Nullable String customIdentifier,
    @Nullable String externalId,
    JsonNode attributes,
    JsonNode customFields,
    JsonNode consents,
    boolean lite,
    List<String> factors,
    @Nullable Instant confirmedApartAt,
    @Nullable Instant suspendedAt,
    Instant createdAt,
    Instant updatedAt) {

  /** That a device approves: a factor that is shown at the Access API alone. */
  public static final String PUSH = "push";

  /** The columns of this record, of a table named or aliased {@code profile}. */
  public static final String COLUMNS =
      """
      profile.id, profile.email, profile.email_verified_at, profile.phone_number, profile.phone_verified_at,
      profile.custom_identifier, profile.external_id, profile.attributes, profile.custom_fields, profile.consents,
      profile.lite, profile.factors, profile.confirmed_apart_at, profile.suspended_at, profile.created_at,
      profile.updated_at
      """;

  public boolean isEmailVerified() {
    return email != null && emailVerifiedAt != null;
  }

  public boolean isPhoneNumberVerified() {
    return phoneNumber != null && phoneVerifiedAt != null;
  }

  public boolean isSuspended() {
    return suspendedAt != null;
  }

  /**
   * As it is once its owner has shown up at an address or number of it.
   *
   * @param sms whether it was the number
   * @param stripped whether second factors are gone that somebody else had set
   */
  public Profile claimed(boolean sms, Instant at, boolean stripped) {
    return new Profile(
        id,
        email,
        sms ? emailVerifiedAt : at,
        phoneNumber,
        sms ? at : phoneVerifiedAt,
        customIdentifier,
        externalId,
        attributes,
        customFields,
        consents,
        lite,
        stripped ? List.of() : factors,
        null,
        suspendedAt,
        createdAt,
        updatedAt);
  }

  public @Nullable String attribute(String name) {
    JsonNode value = attributes.get(name);
    return value == null ? null : value.asString();
  }
}
