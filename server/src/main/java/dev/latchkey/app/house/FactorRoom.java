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

  final RegisterFactor registerFactor;
  final VerifyFactor verifyFactor;
  final SetUpApp setUpApp;
  final ConfirmApp confirmApp;
  final MakeRecoveryCodes makeRecoveryCodes;
  final RemoveFactor removeFactor;
  final RemoveTrustedDevice removeTrustedDevice;

  FactorRoom(Domain domain, Steps steps, Web web) {
    var factorNotices = new FactorNotices(domain.events, domain.outbox);
    registerFactor =
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
    verifyFactor =
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
    setUpApp =
        new SetUpApp(domain.db, domain.credentialPolicy, domain.apps, domain.grants, factorNotices);
    confirmApp =
        new ConfirmApp(
            domain.db,
            domain.credentialPolicy,
            domain.apps,
            domain.factors,
            domain.grants,
            steps.trustDevice,
            factorNotices,
            domain.outbox);
    makeRecoveryCodes =
        new MakeRecoveryCodes(
            domain.db,
            domain.credentialPolicy,
            domain.recoveryCodes,
            domain.factors,
            domain.grants,
            factorNotices,
            domain.outbox);
    removeFactor =
        new RemoveFactor(
            domain.db,
            domain.credentialPolicy,
            domain.factors,
            domain.trustedDevices,
            domain.stepUps,
            domain.grants,
            factorNotices,
            domain.outbox);
    removeTrustedDevice = new RemoveTrustedDevice(domain.db, domain.trustedDevices, domain.events);
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
