package dev.latchkey.app.house;

import dev.latchkey.faces.oauth.DeviceAuthorizationEndpoint;
import dev.latchkey.faces.pages.ActivatePage;
import dev.latchkey.faces.pages.Interactions;
import dev.latchkey.flows.consent.AllowThirdParty;
import dev.latchkey.flows.device.DecideDevice;
import dev.latchkey.flows.device.FindDevice;
import dev.latchkey.flows.device.ReadUserCode;
import dev.latchkey.flows.device.StartDevice;
import dev.latchkey.flows.device.UserCodeGuesses;
import dev.latchkey.flows.grants.SendToLogin;

/** Devices without a browser, and the page where their users let them in. */
final class DeviceGrantRoom {

  private DeviceGrantRoom() {}

  static void open(Domain domain, Steps steps, Web web) {
    var find =
        new FindDevice(
            domain.clients,
            domain.sessionVerifier,
            domain.deviceCodes,
            new UserCodeGuesses(domain.limiter),
            steps.judgeSession);
    var decide =
        new DecideDevice(
            domain.db,
            find,
            domain.thirdPartyGrants,
            new AllowThirdParty(
                domain.db, domain.sessionVerifier, domain.thirdPartyGrants, domain.events),
            domain.sessions,
            domain.deviceCodes,
            steps.logins,
            domain.preEvents);
    new DeviceAuthorizationEndpoint(
            web.authenticator, web.scopes, new StartDevice(domain.deviceCodes))
        .on(web.router, web.api);
    new ActivatePage(
            web.pages,
            web.api,
            new Interactions(domain.clients, web.reader),
            new ReadUserCode(find),
            decide,
            new SendToLogin(domain.db, domain.pendingRequests))
        .on(web.router);
  }
}
