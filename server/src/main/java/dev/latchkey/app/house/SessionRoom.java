package dev.latchkey.app.house;

import dev.latchkey.domain.event.EventLog;
import dev.latchkey.faces.identity.SessionDeviceEndpoints;
import dev.latchkey.faces.identity.SessionEndpoints;
import dev.latchkey.faces.identity.UserEvents;
import dev.latchkey.flows.grants.RenewAccessToken;
import dev.latchkey.flows.logout.EndSessionDevice;
import dev.latchkey.flows.logout.Logout;

/** Sessions: asking for, renewing, listing and ending them, and what happened in them. */
final class SessionRoom {

  private SessionRoom() {}

  static void open(Domain domain, Web web) {
    var logout = new Logout(domain.db, domain.sessions, domain.events);
    var renew = new RenewAccessToken(domain.bearerVerifier, domain.grants, domain.issuer);
    new SessionDeviceEndpoints(
            domain.bearerVerifier,
            domain.sessionDevices,
            new EndSessionDevice(domain.db, domain.sessionDevices, domain.events))
        .on(web.router, web.api);
    new UserEvents(domain.bearerVerifier, new EventLog(domain.db)).on(web.router, web.api);
    new SessionEndpoints(domain.clients, domain.sessionVerifier, logout, renew)
        .on(web.router, web.api);
  }
}
