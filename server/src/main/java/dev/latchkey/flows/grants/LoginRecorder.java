package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grant;
import dev.latchkey.platform.db.Changes;

/**
 * Writes down that somebody logged in: when tokens are issued, not before (contract section 5.4).
 */
public final class LoginRecorder {

  /** The provider of everything that is not another provider's (contract section 2.2). */
  private static final String LOCAL = "local";

  private final Events events;
  private final Profiles profiles;

  public LoginRecorder(Events events, Profiles profiles) {
    this.events = events;
    this.profiles = profiles;
  }

  public void record(Changes changes, Tenant tenant, Client client, Grant grant, Caller caller) {
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.LOGIN, grant.profile().id(), client.id())
            .inSession(grant.sessionId(), grant.authType()));
    String type = grant.authType();
    boolean social = tenant.providers().stream().anyMatch(provider -> provider.key().equals(type));
    profiles.recordLogin(
        changes, tenant, grant.profile().id(), caller, social ? type : LOCAL, type);
  }
}
