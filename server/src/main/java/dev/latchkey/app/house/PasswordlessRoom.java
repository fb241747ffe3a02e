package dev.latchkey.app.house;

import dev.latchkey.faces.identity.AccessRequests;
import dev.latchkey.faces.identity.PasswordlessEndpoints;
import dev.latchkey.faces.identity.StepUpEndpoint;
import dev.latchkey.flows.passwordless.CheckLoginCode;
import dev.latchkey.flows.passwordless.FinishPasswordless;
import dev.latchkey.flows.passwordless.StartPasswordless;
import dev.latchkey.flows.stepup.CheckSecondFactor;
import dev.latchkey.flows.stepup.FinishStepUp;
import dev.latchkey.flows.stepup.SendSecondFactor;
import dev.latchkey.flows.stepup.StartStepUp;

/** Codes and links: as the first factor, and as the second one of a step-up. */
final class PasswordlessRoom {
  // What our own pages call as well.
  final StartPasswordless start;
  final FinishPasswordless finish;
  final StartStepUp startStepUp;
  final SendSecondFactor sendSecondFactor;
  final FinishStepUp finishStepUp;

  PasswordlessRoom(Domain domain, Steps steps, Web web) {
    start =
        new StartPasswordless(
            domain.db,
            domain.profiles,
            domain.loginCodes,
            domain.outbox,
            domain.recipientLimit,
            domain.events);
    finish =
        new FinishPasswordless(
            domain.db,
            domain.clients,
            domain.profiles,
            domain.loginCodes,
            steps.accounts,
            steps.claim,
            steps.decideLogin,
            steps.logins);
    startStepUp =
        new StartStepUp(
            domain.db,
            domain.tickets,
            domain.sessionVerifier,
            domain.loginPolicy,
            domain.stepUps,
            domain.pushFactors);
    sendSecondFactor =
        new SendSecondFactor(
            domain.db,
            domain.stepUps,
            domain.secondFactors,
            domain.factors,
            domain.outbox,
            domain.recipientLimit,
            domain.events);
    finishStepUp =
        new FinishStepUp(
            domain.db,
            domain.clients,
            domain.secondFactors,
            domain.loginPolicy,
            steps.trustDevice,
            domain.devices,
            domain.guard,
            domain.sessionVerifier,
            domain.sessions,
            steps.giveAccess,
            steps.logins,
            domain.events);
    var requests = new AccessRequests(web.reader, web.replies, web.scopes);
    new PasswordlessEndpoints(
            web.api,
            requests,
            web.replies,
            domain.secrets,
            web.messageTexts,
            start,
            new CheckLoginCode(domain.db, domain.loginCodes),
            finish,
            sendSecondFactor,
            new CheckSecondFactor(domain.secondFactors),
            finishStepUp,
            web.captcha)
        .on(web.router);
    new StepUpEndpoint(startStepUp, domain.bearerVerifier, requests).on(web.router, web.api);
  }
}
