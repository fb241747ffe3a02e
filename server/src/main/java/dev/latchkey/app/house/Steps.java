package dev.latchkey.app.house;

import dev.latchkey.flows.consent.DoubleOptIn;
import dev.latchkey.flows.grants.DecideLogin;
import dev.latchkey.flows.grants.GiveAccess;
import dev.latchkey.flows.grants.JudgeSession;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.flows.grants.LoginRisks;
import dev.latchkey.flows.signup.Invitations;
import dev.latchkey.flows.signup.NewAccount;
import dev.latchkey.flows.stepup.TrustDevice;
import dev.latchkey.flows.verification.ChangeNotices;
import dev.latchkey.flows.verification.ClaimProfile;
import dev.latchkey.flows.verification.Confirmation;
import dev.latchkey.flows.verification.VerificationMessages;

/** Steps that flows of several rooms share. */
final class Steps {
  final LoginRecorder logins;
  final VerificationMessages verification;
  final ChangeNotices notices;
  final Confirmation confirmation;
  final DoubleOptIn doubleOptIn;
  final NewAccount accounts;
  final ClaimProfile claim;
  final GiveAccess giveAccess;
  final LoginRisks risks;
  final DecideLogin decideLogin;
  final JudgeSession judgeSession;
  final TrustDevice trustDevice;

  Steps(Domain domain) {
    logins = new LoginRecorder(domain.db, domain.events, domain.profiles);
    verification = new VerificationMessages(domain.codes, domain.outbox, domain.recipientLimit);
    notices = new ChangeNotices(domain.outbox, domain.recipientLimit);
    confirmation =
        new Confirmation(
            domain.codes, domain.profiles, notices, domain.events, domain.outbox, domain.preEvents);
    doubleOptIn = new DoubleOptIn(domain.codes, domain.outbox, domain.recipientLimit);
    accounts =
        new NewAccount(
            domain.db,
            domain.rules,
            domain.passwords,
            domain.profiles,
            domain.lites,
            new Invitations(domain.codes, domain.lites),
            verification,
            doubleOptIn,
            domain.outbox,
            domain.events,
            domain.preEvents,
            domain.clock);
    claim =
        new ClaimProfile(
            domain.profiles,
            domain.sessionVerifier,
            domain.credentials,
            domain.sessions,
            domain.grants);
    giveAccess =
        new GiveAccess(
            domain.pendingRequests,
            domain.pushedRequests,
            domain.sessions,
            domain.places,
            domain.authorizationCodes,
            domain.grants,
            domain.issuer,
            logins,
            domain.preEvents);
    risks = new LoginRisks(domain.places, domain.events);
    decideLogin =
        new DecideLogin(
            domain.trustedDeviceVerifier,
            risks,
            domain.loginPolicy,
            domain.pushFactors,
            domain.tickets,
            giveAccess);
    judgeSession =
        new JudgeSession(
            domain.sessionVerifier,
            domain.trustedDeviceVerifier,
            domain.loginPolicy,
            domain.pushFactors,
            domain.clock);
    trustDevice = new TrustDevice(domain.trustedDevices, domain.events);
  }
}
