package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.key.Jwts;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.token.RevokedTokens;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * Revoke a token (RFC 7009, contract section 4.3). A token that is unknown, another client's or
 * dead already is no error.
 */
public final class RevokeToken {

  private final Db db;
  private final Grants grants;
  private final RevokedTokens revoked;
  private final Jwts jwts;
  private final Events events;

  public RevokeToken(Db db, Grants grants, RevokedTokens revoked, Jwts jwts, Events events) {
    this.db = db;
    this.grants = grants;
    this.revoked = revoked;
    this.jwts = jwts;
    this.events = events;
  }

  public void run(Tenant tenant, Client client, String token, Caller caller) {
    Changes changes = db.changes();
    Optional<UUID> family = grants.grantOf(tenant, token);
    if (family.isPresent()) {
      grants.revokeAllOfUser(changes, tenant, client, family.get());
    } else {
      Optional<ObjectNode> claims = jwts.verify(tenant, Jwts.ACCESS_TOKEN, token);
      if (claims.isEmpty() || !claims.get().path("client_id").asString("").equals(client.id())) {
        return;
      }
      revokeAccessToken(changes, tenant, client, claims.get());
    }
    events.record(changes, tenant, caller, Event.of(EventType.TOKENS_REVOKED, null, client.id()));
    changes.commit();
  }

  private void revokeAccessToken(Changes changes, Tenant tenant, Client client, ObjectNode claims) {
    if (claims.has("gid")) {
      grants.revoke(changes, tenant, client, UUID.fromString(claims.get("gid").asString()));
    } else {
      revoked.add(
          changes,
          tenant,
          claims.path("jti").asString(),
          Instant.ofEpochSecond(claims.path("exp").asLong()));
    }
  }
}
