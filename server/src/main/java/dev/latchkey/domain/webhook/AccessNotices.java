package dev.latchkey.domain.webhook;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.event.LoggedEvent;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What clients of the Access API are told (its contract, section 6): rows beside the change that
 * they tell of. Says who it is about by the numbers that the client knows. Thread-safe.
 */
public final class AccessNotices implements Events.Listener {

  static final String HOOK = "access:";

  /** Where a token stands until it goes out as {@code authToken}, and what it is sealed for. */
  static final String SEALED_TOKEN = "sealed_auth_token";

  private static final Set<String> LOGINS =
      Set.of(EventType.LOGIN.wireName(), EventType.LOGIN_FAILED.wireName());

  private final Deliveries deliveries;
  private final Clients clients;
  private final RootKey rootKey;
  private final Secrets secrets;
  private final InstantSource clock;

  public AccessNotices(
      Deliveries deliveries,
      Clients clients,
      RootKey rootKey,
      Secrets secrets,
      InstantSource clock) {
    this.deliveries = deliveries;
    this.clients = clients;
    this.rootKey = rootKey;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Logins, and those that were refused: of nobody nothing is told, at the same cost. */
  @Override
  public void recorded(Changes changes, Tenant tenant, LoggedEvent event) {
    String clientId = event.clientId();
    if (!LOGINS.contains(event.type())
        || clientId == null
        || !"password".equals(event.authType())) {
      return;
    }
    boolean in = event.type().equals(EventType.LOGIN.wireName());
    ObjectNode body = Json.object().put("type", "PASSWORD");
    body.put("status", (in ? ChallengeState.VERIFIED : ChallengeState.DECLINED).name());
    add(changes, tenant, clientId, "/login/watch", event.profileId(), null, "credential", body);
  }

  /**
   * Adds that a step-up, or a login on a device, is over. The identity is the one that it was for,
   * else the user's default one.
   */
  public void ended(Changes changes, Tenant tenant, Challenge challenge, ChallengeState state) {
    ObjectNode body =
        Json.object()
            .put("challengeId", Long.toString(challenge.publicNo()))
            .put("type", challenge.channel().name())
            .put("status", state.name());
    add(
        changes,
        tenant,
        challenge.clientId(),
        challenge.purpose() == Challenge.Purpose.LOGIN ? "/login/watch" : "/stepup/watch",
        challenge.profileId(),
        challenge.organisationId(),
        "credential",
        body);
  }

  /**
   * Adds that a user logged in on a device: the one notice with a secret in it, which is sealed
   * until it goes out.
   *
   * @param token of the login
   */
  public void loggedIn(
      Changes changes, Tenant tenant, Challenge challenge, UUID organisationId, String token) {
    ObjectNode body =
        Json.object()
            .put("challengeId", Long.toString(challenge.publicNo()))
            .put("type", challenge.channel().name())
            .put("status", ChallengeState.VERIFIED.name())
            .put(
                SEALED_TOKEN,
                Digest.base64Url(
                    rootKey.seal(
                        SEALED_TOKEN, tenant.id(), token.getBytes(StandardCharsets.UTF_8))));
    add(
        changes,
        tenant,
        challenge.clientId(),
        "/login/watch",
        challenge.profileId(),
        organisationId,
        "credential",
        body);
  }

  /**
   * Adds that a factor is there, or was refused.
   *
   * @param active whether it is there
   */
  public void enrolled(
      Changes changes,
      Tenant tenant,
      String clientId,
      UUID profileId,
      Challenge.Channel channel,
      boolean active) {
    ObjectNode body =
        Json.object().put("type", channel.name()).put("status", active ? "ACTIVE" : "INACTIVE");
    add(
        changes,
        tenant,
        clientId,
        "/authentication_factors/watch",
        profileId,
        null,
        "credentialId",
        body);
  }

  /** Adds that a user was deactivated by another one. */
  public void deactivated(
      Changes changes, Tenant tenant, String clientId, UUID profileId, String email, String by) {
    ObjectNode body =
        Json.object()
            .put("emailAddress", email)
            .put("actionDoneBy", by)
            .put("reasonCode", "USER_ACTION");
    add(
        changes,
        tenant,
        clientId,
        "/auth/users/user_deactivated/watch",
        profileId,
        null,
        null,
        body);
  }

  /**
   * @param profileId null: nobody's
   * @param credential the field that names the user; null: none does
   */
  private void add(
      Changes changes,
      Tenant tenant,
      String clientId,
      String path,
      @Nullable UUID profileId,
      @Nullable UUID organisationId,
      @Nullable String credential,
      ObjectNode body) {
    Client client = clients.find(tenant.id(), clientId).orElse(null);
    if (client == null || client.accessApi() == null || client.accessApi().webhookUrl() == null) {
      return;
    }
    body.put("publishedTimestamp", Long.toString(clock.millis()));
    changes
        .add(
            """
            insert into webhook_delivery (tenant, id, hook, event_type, profile_id, event, state, available_at, created_at)
            select m.tenant, ?::uuid, ?, ?, m.profile_id, ?::jsonb || case ?
                when 'credential' then jsonb_build_object(
                  'credential', jsonb_build_object('type', upper(m.role), 'id', mp.public_no::text),
                  'identity', jsonb_build_object('type', upper(o.type), 'id', o.public_no::text))
                when 'credentialId' then jsonb_build_object(
                  'credentialId', jsonb_build_object('type', upper(m.role), 'id', mp.public_no::text))
                else '{}' end,
              'queued', ?::timestamptz, ?::timestamptz
            from
            """
                + Membership.TABLES
                + " where m.tenant = ? and m.profile_id = ? and (?::uuid is null or"
                + " m.organisation_id = ?::uuid)"
                + Membership.ORDER
                + " limit 1",
            secrets.uuid(),
            HOOK + clientId,
            path,
            body,
            credential == null ? "" : credential,
            clock.instant(),
            clock.instant(),
            tenant.id(),
            profileId,
            organisationId,
            organisationId)
        .afterwards(deliveries.waking());
  }
}
