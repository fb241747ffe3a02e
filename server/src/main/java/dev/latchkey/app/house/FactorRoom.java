package dev.latchkey.app.house;

import dev.latchkey.faces.identity.MfaEndpoints;
import dev.latchkey.faces.identity.TrustedDeviceEndpoints;
import dev.latchkey.flows.mfa.ConfirmApp;
import dev.latchkey.flows.mfa.FactorNotices;
import dev.latchkey.flows.mfa.MakeRecoveryCodes;
import dev.latchkey.flows.mfa.RegisterFactor;
import dev.latchkey.flows.mfa.RemoveFactor;
import dev.latchkey.flows.mfa.RemoveTrustedDevice;
import dev.latchkey.flows.mfa.SetUpApp;
import dev.latchkey.flows.mfa.VerifyFactor;

/** A customer's second factors and trusted devices. */
final class FactorRoom {

  private FactorRoom() {}

  static void open(Domain domain, Steps steps, Web web) {
    var factorNotices = new FactorNotices(domain.events, domain.outbox);
    var registerFactor =
        new RegisterFactor(
            domain.db,
            domain.credentialPolicy,
            domain.factors,
            domain.codes,
            domain.grants,
            steps.trustDevice,
            factorNotices,
            domain.outbox,
            domain.recipientLimit,
            domain.events);
    var verifyFactor =
        new VerifyFactor(
            domain.db,
            domain.credentialPolicy,
            domain.codes,
            domain.profiles,
            domain.factors,
            domain.grants,
            steps.trustDevice,
            factorNotices,
            domain.outbox,
            domain.events);
    var setUpApp =
        new SetUpApp(domain.db, domain.credentialPolicy, domain.apps, domain.grants, factorNotices);
    var confirmApp =
        new ConfirmApp(
            domain.db,
            domain.credentialPolicy,
            domain.apps,
            domain.factors,
            domain.grants,
            steps.trustDevice,
            factorNotices,
            domain.outbox);
    var makeRecoveryCodes =
        new MakeRecoveryCodes(
            domain.db,
            domain.credentialPolicy,
            domain.recoveryCodes,
            domain.factors,
            domain.grants,
            factorNotices,
            domain.outbox);
    var removeFactor =
        new RemoveFactor(
            domain.db,
            domain.credentialPolicy,
            domain.factors,
            domain.trustedDevices,
            domain.stepUps,
            domain.grants,
            factorNotices,
            domain.outbox);
    var removeTrustedDevice =
        new RemoveTrustedDevice(domain.db, domain.trustedDevices, domain.events);
    new MfaEndpoints(
            domain.bearerVerifier,
            domain.factors,
            registerFactor,
            verifyFactor,
            setUpApp,
            confirmApp,
            makeRecoveryCodes,
            removeFactor)
        .on(web.router, web.api);
    new TrustedDeviceEndpoints(domain.bearerVerifier, domain.trustedDevices, removeTrustedDevice)
        .on(web.router, web.api);
  }
}
