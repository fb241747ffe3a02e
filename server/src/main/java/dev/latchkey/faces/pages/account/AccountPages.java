package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.device.SessionDevices;
import dev.latchkey.domain.device.TrustedDevices;
import dev.latchkey.domain.event.EventLog;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.token.ThirdPartyGrants;
import dev.latchkey.faces.pages.Pages;
import dev.latchkey.faces.web.CaptchaFields;
import dev.latchkey.flows.federation.StartProviderLogin;
import dev.latchkey.flows.federation.UnlinkIdentity;
import dev.latchkey.flows.grants.RemoveThirdPartyGrant;
import dev.latchkey.flows.login.EnterAccount;
import dev.latchkey.flows.logout.EndOtherSessions;
import dev.latchkey.flows.logout.EndSessionDevice;
import dev.latchkey.flows.logout.Logout;
import dev.latchkey.flows.mfa.ConfirmApp;
import dev.latchkey.flows.mfa.MakeRecoveryCodes;
import dev.latchkey.flows.mfa.RegisterFactor;
import dev.latchkey.flows.mfa.RemoveFactor;
import dev.latchkey.flows.mfa.RemoveTrustedDevice;
import dev.latchkey.flows.mfa.SetUpApp;
import dev.latchkey.flows.mfa.VerifyFactor;
import dev.latchkey.flows.passkey.FinishPasskeyRegistration;
import dev.latchkey.flows.passkey.RemovePasskey;
import dev.latchkey.flows.passkey.StartPasskeyRegistration;
import dev.latchkey.flows.password.ChangePassword;
import dev.latchkey.flows.profile.DeleteAccount;
import dev.latchkey.flows.profile.UpdateEmail;
import dev.latchkey.flows.profile.UpdatePhoneNumber;
import dev.latchkey.flows.profile.UpdateProfile;
import dev.latchkey.flows.verification.SendEmailVerification;
import dev.latchkey.flows.verification.VerifyPhoneNumber;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.geo.Places;
import dev.latchkey.platform.http.Router;

/** {@code /account} and all below it. */
public final class AccountPages {

  /** What the pages show. */
  public record Stores(
      Clients clients,
      VerificationCodes codes,
      Passkeys passkeys,
      Factors factors,
      TrustedDevices trustedDevices,
      SessionDevices sessionDevices,
      ThirdPartyGrants grants,
      EventLog log,
      Places places) {}

  /** What is done of a profile and its addresses. */
  public record ProfileFlows(
      UpdateProfile update,
      UpdateEmail updateEmail,
      SendEmailVerification sendEmail,
      UpdatePhoneNumber updatePhoneNumber,
      VerifyPhoneNumber verifyPhoneNumber,
      DeleteAccount delete) {}

  /** What is done of ways in. */
  public record CredentialFlows(
      ChangePassword password,
      StartPasskeyRegistration startPasskey,
      FinishPasskeyRegistration finishPasskey,
      RemovePasskey removePasskey,
      StartProviderLogin link,
      UnlinkIdentity unlink) {}

  /** What is done of second factors. */
  public record FactorFlows(
      RegisterFactor register,
      VerifyFactor verify,
      SetUpApp setUpApp,
      ConfirmApp confirmApp,
      MakeRecoveryCodes recoveryCodes,
      RemoveFactor remove,
      RemoveTrustedDevice removeDevice) {}

  /** What is done of sessions and what others may. */
  public record SessionFlows(
      EnterAccount enter,
      Logout logout,
      EndSessionDevice end,
      EndOtherSessions endOthers,
      RemoveThirdPartyGrant removeGrant) {}

  private final Pages pages;
  private final Secrets secrets;
  private final Stores stores;
  private final ProfileFlows profile;
  private final CredentialFlows credentials;
  private final FactorFlows factors;
  private final SessionFlows sessions;
  private final CaptchaFields captcha;

  public AccountPages(
      Pages pages,
      Secrets secrets,
      Stores stores,
      ProfileFlows profile,
      CredentialFlows credentials,
      FactorFlows factors,
      SessionFlows sessions,
      CaptchaFields captcha) {
    this.pages = pages;
    this.secrets = secrets;
    this.stores = stores;
    this.profile = profile;
    this.credentials = credentials;
    this.factors = factors;
    this.sessions = sessions;
    this.captcha = captcha;
  }

  public void on(Router router) {
    Door door = new Door(router, pages, stores.clients(), sessions.enter(), secrets);
    new Overview(sessions.logout()).on(door);
    new ProfilePage(profile.update()).on(door);
    new EmailPage(profile.updateEmail(), profile.sendEmail(), captcha).on(door);
    new PhonePage(profile.updatePhoneNumber(), profile.verifyPhoneNumber(), stores.codes())
        .on(door);
    new PasswordPage(credentials.password()).on(door);
    new PasskeyPage(
            stores.passkeys(),
            credentials.startPasskey(),
            credentials.finishPasskey(),
            credentials.removePasskey())
        .on(door);
    FactorList list = new FactorList(stores.factors(), stores.trustedDevices());
    new FactorPage(list, factors.remove(), factors.removeDevice()).on(door);
    new AppFactorPage(list, factors.setUpApp(), factors.confirmApp()).on(door);
    new SentFactorPage(list, factors.register(), factors.verify()).on(door);
    new RecoveryCodePage(list, factors.recoveryCodes()).on(door);
    new SessionPage(stores.sessionDevices(), stores.places(), sessions.end(), sessions.endOthers())
        .on(door);
    new ConsentPage(profile.update()).on(door);
    new LoginPage(credentials.link(), credentials.unlink(), secrets).on(door);
    new AppPage(stores.grants(), stores.clients(), sessions.removeGrant()).on(door);
    new ActivityPage(stores.log()).on(door);
    new DataPage(
            new Export(
                stores.passkeys(),
                stores.factors(),
                stores.trustedDevices(),
                stores.sessionDevices(),
                stores.grants(),
                stores.log()))
        .on(door);
    new DeletePage(profile.delete()).on(door);
  }
}
