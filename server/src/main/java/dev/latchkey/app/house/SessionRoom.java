package dev.latchkey.app.house;

import dev.latchkey.domain.event.EventLog;
import dev.latchkey.faces.identity.SessionDeviceEndpoints;
import dev.latchkey.faces.identity.SessionEndpoints;
import dev.latchkey.faces.identity.UserEvents;
import dev.latchkey.faces.pages.LogoutPages;
import dev.latchkey.flows.grants.RenewAccessToken;
import dev.latchkey.flows.logout.ClientLogout;
import dev.latchkey.flows.logout.EndSessionDevice;
import dev.latchkey.flows.logout.Logout;

/** Sessions: asking for, renewing, listing and ending them, and what happened in them. */
final class SessionRoom {

  final Logout logout;
  final EndSessionDevice endDevice;
  final EventLog log;

  SessionRoom(Domain domain, Web web) {
    logout = new Logout(domain.db, domain.sessions, domain.events);
    var clientLogout =
        new ClientLogout(
            domain.db,
            domain.clients,
            domain.idTokenHints,
            domain.sessionVerifier,
            domain.sessions,
            domain.sessionClients,
            domain.logoutNotices,
            domain.events);
    new LogoutPages(web.pages, clientLogout).on(web.router);
    var renew = new RenewAccessToken(domain.bearerVerifier, domain.grants, domain.issuer);
    endDevice =
        new EndSessionDevice(domain.db, domain.sessionDevices, domain.sessions, domain.events);
    new SessionDeviceEndpoints(domain.bearerVerifier, domain.sessionDevices, endDevice)
        .on(web.router, web.api);
    log = new EventLog(domain.db);
    new UserEvents(domain.bearerVerifier, log).on(web.router, web.api);
    new SessionEndpoints(domain.clients, domain.sessionVerifier, logout, renew)
        .on(web.router, web.api);
  }
}
