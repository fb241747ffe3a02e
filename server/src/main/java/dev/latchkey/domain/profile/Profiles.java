package dev.latchkey.domain.profile;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The profiles of all tenants. Thread-safe. */
public final class Profiles {

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;
  private final ConsentLedger consents;

  public Profiles(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
    this.consents = new ConsentLedger(secrets, clock);
  }

  /** An id for a profile that is about to be made. */
  public UUID newId() {
    return secrets.uuid();
  }

  /**
   * Adds a profile to the changes. Committing them may fail with {@link ConstraintViolation}: see
   * {@link #alreadyExists}.
   *
   * @param own the address or number that was shown to be the user's; null: none was
   */
  public NewProfile insert(
      Changes changes,
      Tenant tenant,
      UUID id,
      @Nullable String clientId,
      ProfileChange wanted,
      @Nullable Identifier own,
      Caller caller) {
    Instant now = clock.instant();
    Instant emailVerifiedAt = own != null && own.equals(wanted.email()) ? now : null;
    Instant phoneVerifiedAt = own != null && own.equals(wanted.phoneNumber()) ? now : null;
    ObjectNode given = Json.object();
    Profile profile =
        new Profile(
            id,
            value(wanted.email()),
            emailVerifiedAt,
            value(wanted.phoneNumber()),
            phoneVerifiedAt,
            value(wanted.customIdentifier()),
            null,
            merged(Json.object(), wanted.attributes()),
            merged(Json.object(), wanted.customFields()),
            given,
            false,
            List.of(),
            null,
            null,
            now,
            now);
    Set<String> answered =
        consents.record(changes, tenant, id, clientId, caller, given, wanted.consents());
    changes.add(
        """
        insert into profile (tenant, id, email, email_key, email_verified_at, phone_number, phone_verified_at,
          custom_identifier, custom_identifier_key, attributes, custom_fields, consents, created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        tenant.id(),
        id,
        profile.email(),
        key(wanted.email()),
        emailVerifiedAt,
        profile.phoneNumber(),
        phoneVerifiedAt,
        profile.customIdentifier(),
        key(wanted.customIdentifier()),
        profile.attributes(),
        profile.customFields(),
        given,
        now,
        now);
    return new NewProfile(profile, new ConsentAnswers(given, answered));
  }

  /**
   * Changes those attributes, custom fields and consents that are given, and identifiers, which
   * become unverified. If one of these is not the one that was seen any more, nothing of the
   * changes is written: {@code INVALID_STATE}.
   */
  public ConsentAnswers update(
      Changes changes,
      Tenant tenant,
      @Nullable String clientId,
      Profile profile,
      ProfileChange wanted,
      Caller caller) {
    ObjectNode given = profile.consents().deepCopy().asObject();
    Set<String> answered =
        consents.record(changes, tenant, profile.id(), clientId, caller, given, wanted.consents());
    for (Identifier identifier : wanted.identifiers()) {
      LiteData.takeOver(changes, tenant, profile.id(), identifier);
      requireSeen(changes, tenant, profile, identifier.kind());
    }
    // What others change at the same moment is not written back as it was seen.
    changes.add(
        """
        update profile set
          attributes = (attributes || ?::jsonb) - ?::text[], custom_fields = (custom_fields || ?::jsonb) - ?::text[],
          consents = consents || ?::jsonb, updated_at = ?,
          email = coalesce(?, email), email_key = coalesce(?, email_key),
          email_verified_at = case when ?::text is null then email_verified_at end,
          phone_number = coalesce(?, phone_number),
          phone_verified_at = case when ?::text is null then phone_verified_at end,
          custom_identifier = coalesce(?, custom_identifier),
          custom_identifier_key = coalesce(?, custom_identifier_key)
        where tenant = ? and id = ?\
        """,
        wanted.attributes(),
        cleared(wanted.attributes()),
        wanted.customFields(),
        cleared(wanted.customFields()),
        given.deepCopy().retain(answered),
        clock.instant(),
        value(wanted.email()),
        key(wanted.email()),
        key(wanted.email()),
        value(wanted.phoneNumber()),
        value(wanted.phoneNumber()),
        value(wanted.customIdentifier()),
        key(wanted.customIdentifier()),
        tenant.id(),
        profile.id());
    return new ConsentAnswers(given, answered);
  }

  /** What is set to nothing is taken away. */
  private static List<String> cleared(ObjectNode change) {
    return change
        .propertyStream()
        .filter(property -> property.getValue().isNull())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Holds the profile until the commit, if that identifier still is what was seen. */
  private static void requireSeen(
      Changes changes, Tenant tenant, Profile seen, Identifier.Kind kind) {
    String column =
        switch (kind) {
          case EMAIL -> "email";
          case PHONE_NUMBER -> "phone_number";
          case CUSTOM_IDENTIFIER -> "custom_identifier";
        };
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_STATE.exception();
        },
        "update profile set updated_at = updated_at where tenant = ? and id = ? and %s is not distinct from ?::text"
            .formatted(column),
        tenant.id(),
        seen.id(),
        switch (kind) {
          case EMAIL -> seen.email();
          case PHONE_NUMBER -> seen.phoneNumber();
          case CUSTOM_IDENTIFIER -> seen.customIdentifier();
        });
  }

  /**
   * Adds that the owner of the profile said yes once more. Nothing of the changes is written when
   * the owner has said something else in between: {@code INVALID_VERIFICATION_CODE}.
   */
  public void confirm(
      Changes changes, Tenant tenant, UUID id, ConsentRequest request, Caller caller) {
    request
        .consents()
        .forEachEntry((key, asked) ->
            consents.confirm(
                changes,
                tenant,
                id,
                request.clientId(),
                caller,
                key,
                asked.path("seen"),
                asked.path("wanted")));
  }

  /**
   * Adds that the profile has another address or number. If the one that was seen is not the
   * profile's any more, or was verified in between, nothing of the changes is written: {@code
   * INVALID_STATE}.
   *
   * @param verified whether it was shown to be the user's
   */
  public void replace(
      Changes changes, Tenant tenant, Profile seen, Identifier identifier, boolean verified) {
    Instant now = clock.instant();
    Runnable moved =
        () -> {
          throw ApiError.INVALID_STATE.exception();
        };
    LiteData.takeOver(changes, tenant, seen.id(), identifier);
    if (identifier.kind() == Identifier.Kind.PHONE_NUMBER) {
      changes.addExactlyOne(
          moved,
          """
          update profile set phone_number = ?, phone_verified_at = ?, updated_at = ?
          where tenant = ? and id = ? and phone_number is not distinct from ?::text and (phone_verified_at is not null) = ?\
          """,
          identifier.value(),
          verified ? now : null,
          now,
          tenant.id(),
          seen.id(),
          seen.phoneNumber(),
          seen.phoneVerifiedAt() != null);
    } else {
      changes.addExactlyOne(
          moved,
          """
          update profile set email = ?, email_key = ?, email_verified_at = ?, updated_at = ?
          where tenant = ? and id = ? and email is not distinct from ?::text and (email_verified_at is not null) = ?\
          """,
          identifier.value(),
          identifier.key(),
          verified ? now : null,
          now,
          tenant.id(),
          seen.id(),
          seen.email(),
          seen.emailVerifiedAt() != null);
    }
    if (verified) {
      LiteData.reveal(changes, tenant, seen.id(), identifier.kind(), identifier.key());
    }
  }

  /** Adds that the profile may not log in any more, or may again. */
  public void suspend(Changes changes, Tenant tenant, UUID id, boolean suspended) {
    Instant now = clock.instant();
    changes.add(
        "update profile set suspended_at = case when ? then coalesce(suspended_at, ?) end,"
            + " updated_at = ? where tenant = ? and id = ?",
        suspended,
        now,
        now,
        tenant.id(),
        id);
  }

  /** Adds that the profile has no phone number any more. */
  public void clearPhoneNumber(Changes changes, Tenant tenant, UUID id) {
    changes.add(
        "update profile set phone_number = null, phone_verified_at = null, lite_data = lite_data -"
            + " 'phone_number', updated_at = ? where tenant = ? and id = ?",
        clock.instant(),
        tenant.id(),
        id);
  }

  public Optional<Profile> find(Tenant tenant, UUID id) {
    return db.one(
        Profile.class,
        "select " + Profile.COLUMNS + " from profile where tenant = ? and id = ?",
        tenant.id(),
        id);
  }

  public Optional<Profile> find(Tenant tenant, Identifier identifier) {
    return db.one(
        Profile.class,
        "select "
            + Profile.COLUMNS
            + " from profile where tenant = ? and "
            + column(identifier)
            + " = ?",
        tenant.id(),
        identifier.key());
  }

  public Optional<ProfileDetails> details(Tenant tenant, UUID id) {
    return db.one(
        ProfileDetails.class,
        "select "
            + ProfileDetails.COLUMNS
            + " from profile"
            + ProfileDetails.JOINS
            + " where profile.tenant = ? and profile.id = ?",
        tenant.id(),
        id);
  }

  /** Adds a login to the profile's figures. */
  public void recordLogin(
      Changes changes, Tenant tenant, UUID id, Caller caller, String provider, String authType) {
    Instant now = clock.instant();
    changes.add(
        """
        insert into login_stats as s (tenant, profile_id, first_login, last_login, total, origins, devices, last_provider, last_type)
        values (?, ?, ?, ?, 1, ?, ?, ?, ?)
        on conflict (tenant, profile_id) do update set last_login = excluded.last_login, total = s.total + 1,
          origins = case when s.origins @> excluded.origins then s.origins else (s.origins || excluded.origins)[1:20] end,
          devices = case when s.devices @> excluded.devices then s.devices else s.devices || excluded.devices end,
          last_provider = excluded.last_provider, last_type = excluded.last_type\
        """,
        tenant.id(),
        id,
        now,
        now,
        caller.origin().isEmpty() ? List.of() : List.of(caller.origin()),
        List.of(caller.deviceClass()),
        provider,
        authType);
  }

  /**
   * Adds that the address or number is the user's own: a code sent there came back. Only if it is
   * still the profile's.
   */
  public void markVerified(
      Changes changes, Tenant tenant, UUID id, Identifier.Kind kind, String key) {
    String column = kind == Identifier.Kind.PHONE_NUMBER ? "phone" : "email";
    String compared = kind == Identifier.Kind.PHONE_NUMBER ? "phone_number" : "email_key";
    changes.add(
        "update profile set %s_verified_at = coalesce(%s_verified_at, ?), updated_at = ? where tenant = ? and id = ? and %s = ?"
            .formatted(column, column, compared),
        clock.instant(),
        clock.instant(),
        tenant.id(),
        id,
        key);
    LiteData.reveal(changes, tenant, id, kind, key);
  }

  /**
   * Adds that the address is about to be the first thing that is shown of the profile, and not
   * where the profile was made.
   */
  public void markConfirmedApart(Changes changes, Tenant tenant, UUID id, String emailKey) {
    changes.add(
        """
        update profile set confirmed_apart_at = ? where tenant = ? and id = ? and email_key = ?
          and email_verified_at is null and phone_verified_at is null\
        """,
        clock.instant(),
        tenant.id(),
        id,
        emailKey);
  }

  /** Adds that the maker of the profile is the owner of its address. */
  public void markOne(Changes changes, Tenant tenant, UUID id) {
    changes.add(
        "update profile set confirmed_apart_at = null where tenant = ? and id = ? and"
            + " confirmed_apart_at is not null",
        tenant.id(),
        id);
  }

  /**
   * Adds that the owner of the address has the profile alone: its number may be the maker's, and is
   * to be shown anew.
   */
  public void markReclaimed(Changes changes, Tenant tenant, UUID id) {
    changes.add(
        "update profile set confirmed_apart_at = null, phone_verified_at = null, updated_at = ?"
            + " where tenant = ? and id = ?",
        clock.instant(),
        tenant.id(),
        id);
  }

  /**
   * Adds that nobody else changes the profile's second factors until the commit: they are counted
   * in {@link #countFactors}, and what is committed meanwhile must not be missed.
   */
  public static void holdFactors(Changes changes, Tenant tenant, UUID id) {
    changes.add(
        "update profile set factors = factors where tenant = ? and id = ?", tenant.id(), id);
  }

  /** Adds that the profile has the kinds of second factors that are there by now. */
  public static void countFactors(Changes changes, Tenant tenant, UUID id) {
    changes.add(
        """
        update profile set factors = array(
          select kind from mfa_credential where tenant = ? and profile_id = ?
          union select 'push' from push_device where tenant = ? and profile_id = ? order by kind)
        where tenant = ? and id = ?\
        """,
        tenant.id(),
        id,
        tenant.id(),
        id,
        tenant.id(),
        id);
  }

  /** Adds that no device approves any more, where the last one went with something else. */
  public static void countDevices(Changes changes, Tenant tenant, UUID id) {
    changes.add(
        """
        update profile set factors = array_remove(factors, 'push') where tenant = ? and id = ?
          and not exists (select from push_device where push_device.tenant = profile.tenant and profile_id = profile.id)\
        """,
        tenant.id(),
        id);
  }

  /** What the profile's address is compared by; empty when it has none. */
  public static String emailKey(Profile profile) {
    String email = profile.email();
    return email == null ? "" : Identifiers.email(email).map(Identifier::key).orElse("");
  }

  /** The column that holds the key of such an identifier. */
  public static String column(Identifier identifier) {
    return switch (identifier.kind()) {
      case EMAIL -> "email_key";
      case PHONE_NUMBER -> "phone_number";
      case CUSTOM_IDENTIFIER -> "custom_identifier_key";
    };
  }

  /** As {@link #requireFree(Tenant, ProfileChange)}, of one identifier. */
  public void requireFree(Tenant tenant, Identifier wanted) {
    if (find(tenant, wanted).filter(profile -> !profile.lite()).isPresent()) {
      throw taken(wanted.kind()).exception();
    }
  }

  /**
   * Tells early what {@link #alreadyExists} would tell late. One query. What a lite profile has is
   * free: an account takes it over.
   *
   * @throws ApiException {@code …_ALREADY_EXISTS} when one of the identifiers is somebody's
   */
  public void requireFree(Tenant tenant, ProfileChange wanted) {
    record Taken(boolean email, boolean phoneNumber, boolean customIdentifier) {}
    Taken taken =
        db.one(
                Taken.class,
                """
                select
                  exists (select from profile where tenant = ? and email_key = ? and not lite) as email,
                  exists (select from profile where tenant = ? and phone_number = ? and not lite) as phone_number,
                  exists (select from profile where tenant = ? and custom_identifier_key = ?) as custom_identifier\
                """,
                tenant.id(),
                key(wanted.email()),
                tenant.id(),
                key(wanted.phoneNumber()),
                tenant.id(),
                key(wanted.customIdentifier()))
            .orElseThrow();
    if (taken.email()) {
      throw taken(Identifier.Kind.EMAIL).exception();
    }
    if (taken.phoneNumber()) {
      throw taken(Identifier.Kind.PHONE_NUMBER).exception();
    }
    if (taken.customIdentifier()) {
      throw taken(Identifier.Kind.CUSTOM_IDENTIFIER).exception();
    }
  }

  static ApiError taken(Identifier.Kind kind) {
    return switch (kind) {
      case EMAIL -> ApiError.EMAIL_ALREADY_EXISTS;
      case PHONE_NUMBER -> ApiError.PHONE_NUMBER_ALREADY_EXISTS;
      case CUSTOM_IDENTIFIER -> ApiError.CUSTOM_IDENTIFIER_ALREADY_EXISTS;
    };
  }

  /** What to tell the caller whose identifier is taken. */
  public static ApiException alreadyExists(ConstraintViolation violation) {
    return switch (violation.constraint()) {
      // The second: two sign-ups at one moment for the same lite profile.
      case "profile_email", "password_pkey" -> taken(Identifier.Kind.EMAIL).exception();
      case "profile_phone_number" -> taken(Identifier.Kind.PHONE_NUMBER).exception();
      case "profile_custom_identifier" -> taken(Identifier.Kind.CUSTOM_IDENTIFIER).exception();
      case "profile_external_id" -> ApiError.EXTERNAL_ID_ALREADY_EXISTS.exception();
      default -> ApiError.SERVER_ERROR.causedBy(violation);
    };
  }

  static @Nullable String value(@Nullable Identifier identifier) {
    return identifier == null ? null : identifier.value();
  }

  static @Nullable String key(@Nullable Identifier identifier) {
    return identifier == null ? null : identifier.key();
  }

  static ObjectNode merged(JsonNode present, ObjectNode change) {
    ObjectNode merged = present.deepCopy().asObject();
    change.forEachEntry((name, value) -> {
      if (value.isNull()) {
        merged.remove(name);
      } else {
        merged.set(name, value);
      }
    });
    return merged;
  }
}
