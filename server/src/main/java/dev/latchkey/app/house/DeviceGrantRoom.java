package dev.latchkey.app.house;

import dev.latchkey.faces.oauth.DeviceAuthorizationEndpoint;
import dev.latchkey.faces.pages.ActivatePage;
import dev.latchkey.flows.device.DecideDevice;
import dev.latchkey.flows.device.ReadUserCode;
import dev.latchkey.flows.device.StartDevice;
import dev.latchkey.flows.device.UserCodeGuesses;

/** Devices without a browser, and the page where their users let them in. */
final class DeviceGrantRoom {

  private DeviceGrantRoom() {}

  static void open(Domain domain, Steps steps, Web web) {
    var guesses = new UserCodeGuesses(domain.limiter);
    var read =
        new ReadUserCode(domain.clients, domain.sessionVerifier, domain.deviceCodes, guesses);
    var decide =
        new DecideDevice(
            domain.db,
            domain.clients,
            domain.sessionVerifier,
            domain.trustedDeviceVerifier,
            domain.loginPolicy,
            domain.thirdPartyGrants,
            domain.sessions,
            domain.deviceCodes,
            guesses,
            steps.logins,
            domain.preEvents,
            domain.clock);
    new DeviceAuthorizationEndpoint(
            web.authenticator, web.scopes, new StartDevice(domain.deviceCodes))
        .on(web.router, web.api);
    new ActivatePage(web.pages, read, decide).on(web.router);
  }
}
