package dev.latchkey.app.house;

import dev.latchkey.domain.retention.Erasure;
import dev.latchkey.faces.pages.account.AccountPages;
import dev.latchkey.faces.pages.account.AccountPages.CredentialFlows;
import dev.latchkey.faces.pages.account.AccountPages.FactorFlows;
import dev.latchkey.faces.pages.account.AccountPages.ProfileFlows;
import dev.latchkey.faces.pages.account.AccountPages.SessionFlows;
import dev.latchkey.faces.pages.account.AccountPages.Stores;
import dev.latchkey.flows.login.EnterAccount;
import dev.latchkey.flows.logout.EndOtherSessions;
import dev.latchkey.flows.profile.DeleteAccount;
import dev.latchkey.platform.geo.Places;

/** The page where customers manage their account: by the flows of the other rooms. */
final class AccountRoom {

  private AccountRoom() {}

  static void open(
      Domain domain,
      Web web,
      Places places,
      AuthorizeRoom authorize,
      PasswordRoom passwords,
      PasskeyRoom passkeys,
      FactorRoom factors,
      ProfileRoom profiles,
      SessionRoom sessions) {
    var delete =
        new DeleteAccount(
            domain.db,
            domain.credentialPolicy,
            new Erasure(),
            domain.sessions,
            domain.grants,
            domain.events,
            domain.outbox);
    var endOthers = new EndOtherSessions(domain.db, domain.sessions, domain.grants, domain.events);
    var enter =
        new EnterAccount(
            domain.sessionVerifier,
            domain.trustedDeviceVerifier,
            domain.loginPolicy,
            domain.factors);
    new AccountPages(
            web.pages,
            domain.secrets,
            new Stores(
                domain.clients,
                domain.codes,
                domain.passkeys,
                domain.factors,
                domain.trustedDevices,
                domain.sessionDevices,
                domain.thirdPartyGrants,
                sessions.log,
                places),
            new ProfileFlows(
                profiles.updateProfile,
                profiles.updateEmail,
                profiles.sendEmail,
                profiles.updatePhoneNumber,
                profiles.verifyPhoneNumber,
                delete),
            new CredentialFlows(
                passwords.changePassword,
                passkeys.startPasskeyRegistration,
                passkeys.finishPasskeyRegistration,
                passkeys.removePasskey,
                authorize.startProvider,
                authorize.unlinkIdentity),
            new FactorFlows(
                factors.registerFactor,
                factors.verifyFactor,
                factors.setUpApp,
                factors.confirmApp,
                factors.makeRecoveryCodes,
                factors.removeFactor,
                factors.removeTrustedDevice),
            new SessionFlows(
                enter,
                sessions.logout,
                sessions.endDevice,
                endOthers,
                profiles.removeThirdPartyGrant),
            web.captcha)
        .on(web.router);
  }
}
