package dev.latchkey.app.house;

import dev.latchkey.faces.pages.CodePages;
import dev.latchkey.faces.pages.ConsentPages;
import dev.latchkey.faces.pages.DeviceApprovalPages;
import dev.latchkey.faces.pages.Entry;
import dev.latchkey.faces.pages.ForgotPages;
import dev.latchkey.faces.pages.Interactions;
import dev.latchkey.faces.pages.LoginPages;
import dev.latchkey.faces.pages.MfaPages;
import dev.latchkey.faces.pages.PasskeyPages;
import dev.latchkey.faces.pages.ProviderPages;
import dev.latchkey.faces.pages.SignupPages;
import dev.latchkey.flows.consent.AllowThirdParty;
import dev.latchkey.flows.grants.ChooseAccount;

/** The pages of the server's own: the same flows as the rooms of the Identity API. */
final class PagesRoom {

  private PagesRoom() {}

  static void open(
      Domain domain,
      Web web,
      AuthorizeRoom authorize,
      PasswordRoom passwords,
      PasswordlessRoom passwordless,
      PasskeyRoom passkeys,
      PushRoom push) {
    var interactions = new Interactions(domain.clients, web.reader);
    var entry =
        new Entry(
            authorize.step,
            passwordless.startStepUp,
            passwordless.sendSecondFactor,
            push.startSecondFactor);
    new LoginPages(web.pages, interactions, passwords.login, entry, web.captcha).on(web.router);
    new CodePages(
            web.pages, interactions, passwordless.start, passwordless.finish, entry, web.captcha)
        .on(web.router);
    new SignupPages(web.pages, interactions, passwords.signUp, domain.strength, entry, web.captcha)
        .on(web.router);
    new ForgotPages(
            web.pages,
            interactions,
            passwords.forgot,
            passwords.reset,
            domain.strength,
            web.captcha)
        .on(web.router);
    new PasskeyPages(web.pages, interactions, passkeys.startLogin, passkeys.finishLogin, entry)
        .on(web.router);
    new ProviderPages(web.pages, interactions, authorize.startProvider, domain.secrets)
        .on(web.router);
    new MfaPages(web.pages, interactions, entry, passwordless.finishStepUp).on(web.router);
    new DeviceApprovalPages(
            web.pages, interactions, entry, push.readSecondFactor, passwordless.finishStepUp)
        .on(web.router);
    new ConsentPages(
            web.pages,
            web.api,
            interactions,
            domain.sessionVerifier,
            web.scopes,
            web.replies,
            new AllowThirdParty(
                domain.db, domain.sessionVerifier, domain.thirdPartyGrants, domain.events),
            new ChooseAccount(domain.db, domain.pendingRequests))
        .on(web.router);
  }
}
