package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.device.SessionDevices;
import dev.latchkey.domain.device.TrustedDevices;
import dev.latchkey.domain.event.EventLog;
import dev.latchkey.domain.event.LoggedEvent;
import dev.latchkey.domain.profile.ProfileDocument;
import dev.latchkey.domain.proof.PageProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.ThirdPartyGrants;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.json.Timestamps;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All that is kept of a user, as far as it is no secret; names as the Identity API has them. */
final class Export {

  private static final int EVENTS = 1_000;

  private final Passkeys passkeys;
  private final Factors factors;
  private final TrustedDevices trustedDevices;
  private final SessionDevices sessions;
  private final ThirdPartyGrants grants;
  private final EventLog log;

  Export(
      Passkeys passkeys,
      Factors factors,
      TrustedDevices trustedDevices,
      SessionDevices sessions,
      ThirdPartyGrants grants,
      EventLog log) {
    this.passkeys = passkeys;
    this.factors = factors;
    this.trustedDevices = trustedDevices;
    this.sessions = sessions;
    this.grants = grants;
    this.log = log;
  }

  ObjectNode of(Tenant tenant, PageProof owner) {
    UUID id = owner.profileId();
    ObjectNode all = Json.object();
    ObjectNode profile = ProfileDocument.of(owner.details(), tenant, owner.scopes());
    // Those that no client may read are the user's all the same.
    profile.set("custom_fields", owner.profile().customFields());
    all.set("profile", profile);
    ArrayNode keys = all.putArray("passkeys");
    passkeys
        .of(tenant, id)
        .forEach(passkey ->
            keys.addObject()
                .put("id", Digest.base64Url(passkey.credentialId()))
                .put("friendly_name", passkey.friendlyName())
                .put("created_at", Timestamps.iso(passkey.createdAt())));
    ArrayNode second = all.putArray("second_factors");
    factors
        .of(tenant, id)
        .forEach(factor ->
            second
                .addObject()
                .put("type", factor.kind())
                .put("friendly_name", factor.friendlyName())
                .put("created_at", Timestamps.iso(factor.createdAt())));
    ArrayNode trusted = all.putArray("trusted_devices");
    trustedDevices
        .of(tenant, id)
        .forEach(device ->
            trusted
                .addObject()
                .put("ip", device.ip())
                .put("user_agent", device.userAgent())
                .put("created_at", Timestamps.iso(device.createdAt())));
    ArrayNode devices = all.putArray("session_devices");
    sessions
        .of(tenant, id)
        .forEach(device ->
            devices
                .addObject()
                .put("token_type", device.tokenType())
                .put("ip", device.ip())
                .put("user_agent", device.userAgent())
                .put("created_at", Timestamps.iso(device.createdAt()))
                .put("last_connection", Timestamps.iso(device.lastConnection())));
    ArrayNode apps = all.putArray("third_party_grants");
    grants
        .of(tenant, id)
        .forEach(grant ->
            apps.addObject()
                .put("client_id", grant.clientId())
                .put("scope", grant.scope())
                .put("date", Timestamps.iso(grant.grantedAt())));
    events(tenant, id, all.putArray("events"));
    return all;
  }

  /** The newest thousand, a page at a time. */
  private void events(Tenant tenant, UUID id, ArrayNode into) {
    UUID before = null;
    List<LoggedEvent> page;
    do {
      page = log.of(tenant, id, before, 100);
      page.forEach(event -> into.add(event.document()));
      before = page.isEmpty() ? null : page.getLast().id();
    } while (page.size() == 100 && into.size() < EVENTS);
  }
}
