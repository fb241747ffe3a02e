package dev.latchkey.flows.access;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.ProviderSettings;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.AccessTokens;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.Objects;
import java.util.Optional;

/**
 * Log out (Access contract 2.6): the session ends, and with it every token of it, whatever API it
 * is of.
 */
public final class EndAccess {

  private final Db db;
  private final Sessions sessions;
  private final AccessTokens tokens;
  private final Challenges challenges;
  private final Events events;

  public EndAccess(
      Db db, Sessions sessions, AccessTokens tokens, Challenges challenges, Events events) {
    this.db = db;
    this.sessions = sessions;
    this.tokens = tokens;
    this.challenges = challenges;
    this.events = events;
  }

  /**
   * Where the browser is logged out at the provider that the session came from as well; empty:
   * nowhere.
   */
  public Optional<String> run(Tenant tenant, AccessProof access, Caller caller) {
    Changes changes = db.changes();
    if (access.hasSession()) {
      sessions.end(changes, tenant, access.sessionId());
      challenges.withdrawAll(changes, tenant, access.sessionId());
    } else {
      tokens.useUp(changes, tenant, access);
    }
    events.record(
        changes, tenant, caller, Event.of(EventType.LOGOUT, access.profileId(), access.clientId()));
    changes.commit();
    return tenant.providers().stream()
        .filter(provider -> provider.key().equals(access.authType()))
        .map(ProviderSettings::logoutUrl)
        .filter(Objects::nonNull)
        .findFirst();
  }
}
