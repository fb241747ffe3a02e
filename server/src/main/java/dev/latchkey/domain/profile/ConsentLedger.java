package dev.latchkey.domain.profile;

import dev.latchkey.domain.profile.ProfileChange.ConsentChoice;
import dev.latchkey.domain.tenant.ConsentDefinition;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.json.Json;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns a user's answers into what the profile holds, with a line in the consent log for each
 * (contract section 2.4).
 */
final class ConsentLedger {

  private final Secrets secrets;
  private final InstantSource clock;

  ConsentLedger(Secrets secrets, InstantSource clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Puts the answers into {@code given} and returns it. */
  ObjectNode record(
      Changes changes,
      Tenant tenant,
      UUID profileId,
      @Nullable String clientId,
      ObjectNode given,
      Map<String, ConsentChoice> choices) {
    choices.forEach((key, choice) -> {
      ConsentDefinition definition = tenant.consent(key).orElseThrow();
      ObjectNode consent = consent(definition, choice, profileId, tenant.language());
      given.set(key, consent);
      changes.add(
          "insert into consent_log (tenant, id, profile_id, key, consent, client_id, at) values (?,"
              + " ?, ?, ?, ?, ?, ?)",
          tenant.id(),
          secrets.uuid(),
          profileId,
          key,
          consent,
          clientId,
          clock.instant());
    });
    return given;
  }

  private ObjectNode consent(
      ConsentDefinition definition, ConsentChoice choice, UUID reporter, String language) {
    boolean awaits = definition.type().equals("double-opt-in") && choice.granted();
    ObjectNode consent =
        Json.object()
            .put("granted", choice.granted() && !awaits)
            .put("consent_type", definition.type())
            .put("date", Timestamps.iso(clock.instant()))
            .put("reporter", reporter.toString());
    if (awaits) {
      consent.put("waiting_double_accept", true);
    }
    String wanted = choice.language() == null ? language : choice.language();
    definition
        .current(wanted)
        .ifPresent(version -> {
          Integer claimed = choice.versionId();
          // The version the user saw counts, if it exists; else the current one.
          int id = claimed == null ? version.versionId() : claimed;
          boolean known = definition.versions().stream().anyMatch(v -> v.versionId() == id);
          consent
              .putObject("consent_version")
              .put("version_id", known ? id : version.versionId())
              .put("language", version.language());
        });
    return consent;
  }
}
