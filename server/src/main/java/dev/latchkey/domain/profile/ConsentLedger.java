package dev.latchkey.domain.profile;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.profile.ProfileChange.ConsentChoice;
import dev.latchkey.domain.tenant.ConsentDefinition;
import dev.latchkey.domain.tenant.ConsentDefinition.Version;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.json.Timestamps;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns a user's answers into what the profile holds, with a line in the consent log for each
 * (contract section 2.4): who, when, to which version in which language, yes or no, at which client
 * and from where. The log is only ever added to.
 */
final class ConsentLedger {

  private static final String WAITING = "waiting_double_accept";

  private final Secrets secrets;
  private final InstantSource clock;

  ConsentLedger(Secrets secrets, InstantSource clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Puts the answers into {@code given}, which holds those of before; the same answer once more is
   * none.
   *
   * @return the keys of what was answered
   */
  Set<String> record(
      Changes changes,
      Tenant tenant,
      UUID profileId,
      @Nullable String clientId,
      Caller caller,
      ObjectNode given,
      Map<String, ConsentChoice> choices) {
    Set<String> answered = new LinkedHashSet<>();
    choices.forEach((key, choice) -> {
      ConsentDefinition definition = tenant.consent(key).orElseThrow();
      ObjectNode consent = consent(definition, choice, profileId, tenant.language());
      if (isKept(given.path(key), consent, choice)) {
        return;
      }
      given.set(key, consent);
      answered.add(key);
      changes.add(
          """
          insert into consent_log (tenant, id, profile_id, key, consent, client_id, at, action, ip, user_agent)
          values (?, ?, ?, ?, ?, ?, ?, 'answered', ?, ?)\
          """,
          tenant.id(),
          secrets.uuid(),
          profileId,
          key,
          consent,
          clientId,
          clock.instant(),
          caller.ip(),
          caller.userAgent());
    });
    return answered;
  }

  private static boolean isKept(JsonNode had, JsonNode consent, ConsentChoice choice) {
    boolean waits = had.path(WAITING).asBoolean(false);
    return had.isObject()
        && had.path("granted").asBoolean(false) == choice.granted()
        && waits == choice.waiting()
        && had.path("consent_version")
            .path("version_id")
            .equals(consent.path("consent_version").path("version_id"));
  }

  private ObjectNode consent(
      ConsentDefinition definition, ConsentChoice choice, UUID reporter, String language) {
    boolean awaits = definition.isDoubleOptIn() && choice.granted();
    ObjectNode consent =
        Json.object()
            .put("granted", choice.granted() && !awaits)
            .put("consent_type", definition.type())
            .put("date", Timestamps.iso(clock.instant()))
            .put("reporter", reporter.toString());
    if (awaits) {
      consent.put(WAITING, true);
    }
    definition
        .seen(choice.versionId(), choice.language() == null ? language : choice.language())
        .ifPresent(version -> putVersion(consent, version));
    return consent;
  }

  private static void putVersion(ObjectNode consent, Version version) {
    consent
        .putObject("consent_version")
        .put("version_id", version.versionId())
        .put("language", version.language());
  }

  /** Whether the consent is a yes that is not confirmed yet. */
  static boolean isWaiting(JsonNode consent) {
    return consent.path(WAITING).asBoolean(false);
  }

  /**
   * Adds that the profile's owner said yes once more. Nothing of the changes is written when the
   * owner has said something else in between: {@code INVALID_VERIFICATION_CODE}.
   *
   * @param seen the consent as it was when it was asked for; an empty object: there was none
   * @param wanted the consent that waits
   */
  void confirm(
      Changes changes,
      Tenant tenant,
      UUID profileId,
      @Nullable String clientId,
      Caller caller,
      String key,
      JsonNode seen,
      JsonNode wanted) {
    Instant now = clock.instant();
    ObjectNode consent = wanted.deepCopy().asObject();
    consent.remove(WAITING);
    consent
        .put("granted", true)
        .put("date", Timestamps.iso(now))
        .put("reporter", profileId.toString());
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_VERIFICATION_CODE.exception();
        },
        """
        update profile set consents = consents || jsonb_build_object(?::text, ?::jsonb), updated_at = ?
        where tenant = ? and id = ? and (consents -> ?::text is null or consents -> ?::text = ?::jsonb)\
        """,
        key,
        consent,
        now,
        tenant.id(),
        profileId,
        key,
        key,
        seen);
    changes.add(
        """
        insert into consent_log (tenant, id, profile_id, key, consent, client_id, at, action, ip, user_agent)
        values (?, ?, ?, ?, ?, ?, ?, 'confirmed', ?, ?)\
        """,
        tenant.id(),
        secrets.uuid(),
        profileId,
        key,
        consent,
        clientId,
        now,
        caller.ip(),
        caller.userAgent());
  }
}
