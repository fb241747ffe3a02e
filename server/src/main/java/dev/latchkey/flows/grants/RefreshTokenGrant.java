package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.token.TokenAnswer;
import dev.latchkey.domain.token.TokenIssuer;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refresh (RFC 6749 section 6, RFC 9700 section 4.14). One round trip that rotates; reuse ends the
 * family.
 */
public final class RefreshTokenGrant {

  private final Db db;
  private final Grants grants;
  private final TokenIssuer issuer;
  private final Events events;

  public RefreshTokenGrant(Db db, Grants grants, TokenIssuer issuer, Events events) {
    this.db = db;
    this.grants = grants;
    this.issuer = issuer;
    this.events = events;
  }

  /**
   * @param key that the client shows, for the tokens to be bound to; null: none
   * @param scopes fewer scopes for this access token, none that the client may not have; null: all
   *     that were granted
   * @param resources fewer resources for it; empty: all that were granted
   * @throws dev.latchkey.domain.error.ApiException {@code REFRESH_TOKEN_…}, {@code INVALID_SCOPE},
   *     {@code INVALID_TARGET}
   */
  public TokenAnswer run(
      Tenant tenant,
      Client client,
      String refreshToken,
      @Nullable ProvenKey key,
      @Nullable Set<String> scopes,
      List<String> resources,
      Caller caller) {
    Grants.Opened rotated =
        grants.rotate(
            tenant,
            client,
            refreshToken,
            key,
            scopes,
            resources,
            () -> recordReuse(tenant, client, caller));
    return issuer.answer(tenant, client, rotated.grant(), rotated.refreshToken());
  }

  private void recordReuse(Tenant tenant, Client client, Caller caller) {
    Changes changes = db.changes();
    events.record(
        changes, tenant, caller, Event.of(EventType.REFRESH_TOKEN_REUSED, null, client.id()));
    changes.commit();
  }
}
