package dev.latchkey.flows.consent;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.ThirdPartyGrants;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Let a client of another party have something of the user; it is remembered until the user takes
 * it back.
 */
public final class AllowThirdParty {

  private final Db db;
  private final SessionVerifier sessions;
  private final ThirdPartyGrants grants;
  private final Events events;

  public AllowThirdParty(Db db, SessionVerifier sessions, ThirdPartyGrants grants, Events events) {
    this.db = db;
    this.sessions = sessions;
    this.grants = grants;
    this.events = events;
  }

  /**
   * @param cookie of the browser's session
   * @param asked whom the page asked: what one user allows must not be another's who has logged in
   *     since
   * @throws dev.latchkey.domain.error.ApiException {@code LOGIN_REQUIRED}, {@code INVALID_STATE}
   */
  public void run(
      Tenant tenant,
      Client client,
      Set<String> scopes,
      @Nullable String cookie,
      UUID asked,
      Caller caller) {
    if (cookie == null) {
      throw ApiError.LOGIN_REQUIRED.exception();
    }
    LiveSession live =
        sessions.find(tenant, cookie).orElseThrow(ApiError.LOGIN_REQUIRED::exception);
    if (!live.proof().profileId().equals(asked)) {
      throw ApiError.INVALID_STATE.exception("Somebody else was asked");
    }
    Changes changes = db.changes();
    grants.add(changes, tenant, live.proof(), client.id(), scopes);
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.THIRD_PARTY_GRANT_ADDED, asked, client.id())
            .with("scope", Scopes.join(scopes)));
    changes.commit();
  }
}
