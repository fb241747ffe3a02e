package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.risk.LoginPlaces;
import dev.latchkey.domain.risk.Risk;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;

/** Looks for what is unusual about a login, and writes it down. */
public final class LoginRisks {

  private final LoginPlaces places;
  private final Events events;

  public LoginRisks(LoginPlaces places, Events events) {
    this.places = places;
    this.events = events;
  }

  /** Of where the caller is: looked up only where the policy makes something of it. */
  public Risk ofPlace(Tenant tenant, Client client, Profile profile, Caller caller) {
    return LoginPolicy.asksWhenRisky(tenant, client)
        ? places.risk(tenant, profile.id(), caller)
        : Risk.NONE;
  }

  /** Adds to the changes that the login was unusual, if it was. */
  public void record(
      Changes changes,
      Tenant tenant,
      Client client,
      Profile profile,
      Risk risk,
      Decision decision,
      Caller caller) {
    if (risk.isRisky()) {
      boolean asked = decision instanceof Decision.StepUpNeeded;
      events.record(
          changes,
          tenant,
          caller,
          Event.of(EventType.LOGIN_RISK, profile.id(), client.id())
              .with("risk_score", risk.score())
              .with("signals", risk.names())
              .with("second_factor", Boolean.toString(asked)));
    }
  }
}
