package dev.latchkey.app.house;

import dev.latchkey.faces.identity.LiteRegistration;
import dev.latchkey.faces.management.SignupInvitations;
import dev.latchkey.flows.lite.InviteToSignUp;
import dev.latchkey.flows.lite.RegisterLite;

/** People without an account. */
final class LiteRoom {

  private LiteRoom() {}

  static void open(Domain domain, Steps steps, Web web) {
    var registerLite =
        new RegisterLite(
            domain.db,
            domain.lites,
            steps.doubleOptIn,
            domain.codes,
            domain.outbox,
            domain.events,
            domain.secrets);
    new LiteRegistration(web.authenticator, registerLite, domain.profiles, web.captcha)
        .on(web.router, web.api);
    var inviteToSignUp =
        new InviteToSignUp(
            domain.db,
            domain.lites,
            domain.codes,
            domain.outbox,
            domain.recipientLimit,
            domain.events);
    new SignupInvitations(domain.clientTokens, domain.clients, inviteToSignUp)
        .on(web.router, web.api);
  }
}
