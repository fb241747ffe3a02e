package dev.latchkey.app.house;

import dev.latchkey.faces.identity.PasskeyEndpoints;
import dev.latchkey.flows.passkey.FinishPasskeyLogin;
import dev.latchkey.flows.passkey.FinishPasskeyRegistration;
import dev.latchkey.flows.passkey.FinishPasskeyReset;
import dev.latchkey.flows.passkey.FinishPasskeySignup;
import dev.latchkey.flows.passkey.RemovePasskey;
import dev.latchkey.flows.passkey.StartPasskeyLogin;
import dev.latchkey.flows.passkey.StartPasskeyRegistration;
import dev.latchkey.flows.passkey.StartPasskeyReset;
import dev.latchkey.flows.passkey.StartPasskeySignup;

/** Sign-up, login and reset with a passkey, and the list of them. */
final class PasskeyRoom {
  // What our own pages call as well.
  final StartPasskeyLogin startLogin;
  final FinishPasskeyLogin finishLogin;

  final StartPasskeyRegistration startPasskeyRegistration;
  final FinishPasskeyRegistration finishPasskeyRegistration;
  final RemovePasskey removePasskey;

  PasskeyRoom(Domain domain, Steps steps, Web web) {
    var startPasskeySignup =
        new StartPasskeySignup(domain.db, steps.accounts, domain.ceremonies, domain.secrets);
    var finishPasskeySignup =
        new FinishPasskeySignup(
            domain.db,
            domain.clients,
            domain.ceremonies,
            domain.passkeyVerifier,
            steps.accounts,
            domain.passkeys,
            domain.loginPolicy,
            domain.tickets);
    startLogin =
        new StartPasskeyLogin(domain.db, domain.passkeys, domain.ceremonies, domain.rootKey);
    finishLogin =
        new FinishPasskeyLogin(
            domain.db,
            domain.clients,
            domain.ceremonies,
            domain.passkeyVerifier,
            domain.trustedDeviceVerifier,
            steps.risks,
            domain.loginPolicy,
            domain.pushFactors,
            domain.passkeys,
            domain.tickets,
            steps.logins,
            domain.events);
    startPasskeyRegistration =
        new StartPasskeyRegistration(
            domain.db, domain.credentialPolicy, domain.passkeys, domain.ceremonies, domain.secrets);
    finishPasskeyRegistration =
        new FinishPasskeyRegistration(
            domain.db,
            domain.credentialPolicy,
            domain.ceremonies,
            domain.passkeyVerifier,
            domain.passkeys,
            domain.events,
            domain.outbox);
    removePasskey =
        new RemovePasskey(
            domain.db,
            domain.credentialPolicy,
            domain.passkeys,
            domain.tickets,
            domain.events,
            domain.outbox);
    var startPasskeyReset =
        new StartPasskeyReset(
            domain.db,
            domain.codes,
            domain.profiles,
            domain.passkeys,
            domain.ceremonies,
            domain.secrets);
    var finishPasskeyReset =
        new FinishPasskeyReset(
            domain.db,
            domain.codes,
            domain.profiles,
            domain.credentialPolicy,
            domain.ceremonies,
            domain.passkeyVerifier,
            steps.claim,
            domain.passkeys,
            domain.tickets,
            domain.stepUps,
            domain.trustedDevices,
            domain.guard,
            domain.sessions,
            domain.grants,
            domain.events,
            domain.outbox);
    new PasskeyEndpoints(
            domain.bearerVerifier,
            domain.passkeys,
            startPasskeySignup,
            finishPasskeySignup,
            startLogin,
            finishLogin,
            startPasskeyRegistration,
            finishPasskeyRegistration,
            removePasskey,
            startPasskeyReset,
            finishPasskeyReset)
        .on(web.router, web.api);
  }
}
