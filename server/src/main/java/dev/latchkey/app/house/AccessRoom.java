package dev.latchkey.app.house;

import dev.latchkey.domain.client.RepeatedRequests;
import dev.latchkey.faces.access.AccessApi;
import dev.latchkey.faces.access.EmailEndpoints;
import dev.latchkey.faces.access.FactorEndpoints;
import dev.latchkey.faces.access.IdentityEndpoints;
import dev.latchkey.faces.access.LoginEndpoints;
import dev.latchkey.faces.access.PasswordEndpoints;
import dev.latchkey.faces.access.SimulatorEndpoints;
import dev.latchkey.faces.access.StepUpEndpoints;
import dev.latchkey.faces.access.UserEndpoints;
import dev.latchkey.flows.access.AccessLogin;
import dev.latchkey.flows.access.ChallengeEnds;
import dev.latchkey.flows.access.ChangeUser;
import dev.latchkey.flows.access.ConfirmEmail;
import dev.latchkey.flows.access.CreateIdentity;
import dev.latchkey.flows.access.CreatePassword;
import dev.latchkey.flows.access.CreateUser;
import dev.latchkey.flows.access.EndAccess;
import dev.latchkey.flows.access.EnrolNumber;
import dev.latchkey.flows.access.ExchangeToken;
import dev.latchkey.flows.access.ExpireChallenges;
import dev.latchkey.flows.access.FinishCodeStepUp;
import dev.latchkey.flows.access.Invites;
import dev.latchkey.flows.access.NewPasswords;
import dev.latchkey.flows.access.OpenAccess;
import dev.latchkey.flows.access.ResumeLostPassword;
import dev.latchkey.flows.access.SetUserActive;
import dev.latchkey.flows.access.SimulateVerification;
import dev.latchkey.flows.access.StartCodeStepUp;
import dev.latchkey.flows.access.UpdatePassword;
import dev.latchkey.flows.access.VerifyNumber;
import dev.latchkey.flows.mfa.FactorNotices;
import dev.latchkey.flows.password.ForgotPassword;
import dev.latchkey.flows.password.PasswordChange;
import dev.latchkey.flows.password.ResetPassword;
import dev.latchkey.platform.work.Worker;

/** The Access API: the second face over the same flows, profiles, credentials and sessions. */
final class AccessRoom {

  /** Stands around its operations. */
  final AccessApi api;

  final ChallengeEnds ends;

  final OpenAccess openAccess;

  /** Tells of challenges that nobody answered. */
  final Worker expiry;

  AccessRoom(
      Domain domain,
      Steps steps,
      Web web,
      String path,
      PasswordChange passwordChange,
      ResetPassword resetPassword,
      ForgotPassword forgotPassword) {
    api =
        AccessApi.of(
            path,
            web.api,
            domain.clients,
            domain.limiter,
            domain.accessVerifier,
            domain.bearerVerifier,
            new RepeatedRequests(domain.db, domain.rootKey, domain.clock),
            domain.secrets,
            domain.clock);
    ends =
        new ChallengeEnds(
            domain.db,
            domain.loginPolicy,
            domain.challenges,
            domain.sessions,
            domain.accessNotices,
            domain.events);
    expiry =
        new Worker(
            "challenges",
            new ExpireChallenges(domain.db, domain.tenants, domain.challenges, ends)::run);
    openAccess =
        new OpenAccess(
            domain.organisations,
            domain.sessions,
            domain.accessTokens,
            domain.places,
            steps.logins,
            domain.preEvents);
    var newPasswords = new NewPasswords(domain.rules);
    var factorNotices = new FactorNotices(domain.events, domain.outbox);
    openLogins(domain, steps, web, openAccess);
    openStepUps(domain, web);
    openFactors(domain, web, factorNotices);
    openPasswords(
        domain, web, openAccess, newPasswords, passwordChange, resetPassword, forgotPassword);
    openUsers(domain, steps, web, openAccess, newPasswords, factorNotices);
    new SimulatorEndpoints(
            domain.clients,
            domain.organisations,
            new SimulateVerification(domain.db, domain.profiles, domain.events))
        .on(web.router, api);
  }

  private void openLogins(Domain domain, Steps steps, Web web, OpenAccess openAccess) {
    var login =
        new AccessLogin(
            domain.db,
            domain.passwordVerifier,
            domain.loginPolicy,
            domain.guard,
            domain.rules,
            domain.passwords,
            domain.accessTokens,
            openAccess,
            steps.logins);
    var exchange =
        new ExchangeToken(
            domain.db,
            domain.organisations,
            openAccess,
            domain.guard,
            domain.accessTokens,
            domain.accessVerifier);
    var endAccess =
        new EndAccess(
            domain.db, domain.sessions, domain.accessTokens, domain.challenges, domain.events);
    new LoginEndpoints(api, login, domain.organisations, exchange, endAccess).on(web.router, api);
  }

  private void openStepUps(Domain domain, Web web) {
    var start =
        new StartCodeStepUp(
            domain.db,
            domain.loginPolicy,
            domain.factors,
            domain.sessions,
            domain.codeChallenges,
            ends,
            domain.outbox,
            domain.recipientLimit,
            domain.events);
    var finish =
        new FinishCodeStepUp(
            domain.db, domain.loginPolicy, domain.factors, domain.codeChallenges, ends);
    new StepUpEndpoints(api, start, finish).on(web.router, api);
  }

  private void openFactors(Domain domain, Web web, FactorNotices factorNotices) {
    var enrol =
        new EnrolNumber(
            domain.db,
            domain.sessions,
            domain.codeChallenges,
            factorNotices,
            domain.outbox,
            domain.recipientLimit);
    var verify =
        new VerifyNumber(
            domain.db,
            domain.credentialPolicy,
            domain.codeChallenges,
            ends,
            domain.factors,
            domain.profiles,
            factorNotices,
            domain.accessNotices,
            domain.outbox);
    new FactorEndpoints(api, domain.challenges, domain.pushFactors, enrol, verify)
        .on(web.router, api);
  }

  private void openPasswords(
      Domain domain,
      Web web,
      OpenAccess openAccess,
      NewPasswords newPasswords,
      PasswordChange passwordChange,
      ResetPassword resetPassword,
      ForgotPassword forgotPassword) {
    var create =
        new CreatePassword(
            domain.db,
            domain.organisations,
            newPasswords,
            domain.rules,
            domain.passwords,
            domain.credentialPolicy,
            domain.loginPolicy,
            openAccess,
            domain.events,
            domain.clock);
    var update =
        new UpdatePassword(
            domain.db,
            domain.passwordVerifier,
            domain.guard,
            domain.passwords,
            newPasswords,
            domain.credentialPolicy,
            domain.loginPolicy,
            passwordChange,
            domain.sessions,
            domain.accessTokens,
            openAccess,
            domain.outbox);
    var resume =
        new ResumeLostPassword(
            domain.db,
            domain.codes,
            domain.profiles,
            domain.passwords,
            newPasswords,
            domain.loginPolicy,
            resetPassword,
            openAccess,
            domain.outbox);
    new PasswordEndpoints(create, update, newPasswords, forgotPassword, resume, domain.clock)
        .on(web.router, api);
  }

  private void openUsers(
      Domain domain,
      Steps steps,
      Web web,
      OpenAccess openAccess,
      NewPasswords newPasswords,
      FactorNotices factorNotices) {
    var change =
        new ChangeUser(
            domain.db,
            domain.sessions,
            domain.organisations,
            domain.profiles,
            domain.credentialPolicy,
            domain.factors,
            domain.challenges,
            domain.codes,
            steps.notices,
            factorNotices,
            domain.preEvents,
            domain.events,
            domain.outbox);
    var createUser =
        new CreateUser(
            domain.db, domain.sessions, steps.accounts, domain.profiles, domain.organisations);
    var setActive =
        new SetUserActive(
            domain.db,
            domain.profiles,
            domain.sessions,
            domain.grants,
            domain.accessNotices,
            domain.events);
    var invites =
        new Invites(
            domain.db,
            domain.codes,
            newPasswords,
            domain.rules,
            domain.passwords,
            domain.profiles,
            domain.credentialPolicy,
            domain.loginPolicy,
            openAccess,
            domain.outbox,
            domain.recipientLimit,
            domain.events);
    new UserEndpoints(domain.organisations, createUser, change, setActive, invites)
        .on(web.router, api);
    var createIdentity =
        new CreateIdentity(domain.db, steps.accounts, domain.profiles, domain.organisations);
    new IdentityEndpoints(createIdentity, change, domain.organisations).on(web.router, api);
    var confirmEmail =
        new ConfirmEmail(
            domain.db,
            domain.profiles,
            domain.organisations,
            domain.codes,
            steps.verification,
            steps.confirmation,
            domain.events,
            domain.outbox);
    new EmailEndpoints(confirmEmail).on(web.router, api);
  }
}
