package dev.latchkey.app;

import dev.latchkey.domain.client.ClientAuthenticator;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.credential.Credentials;
import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.credential.Identities;
import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.credential.PasswordRules;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.device.KnownDevices;
import dev.latchkey.domain.device.SessionDevices;
import dev.latchkey.domain.device.TrustedDevices;
import dev.latchkey.domain.event.EventLog;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.key.Jwts;
import dev.latchkey.domain.key.SigningKeys;
import dev.latchkey.domain.message.Composer;
import dev.latchkey.domain.message.Dispatcher;
import dev.latchkey.domain.message.MailSender;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.message.Sender;
import dev.latchkey.domain.message.SmsSender;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.AuthenticatorApps;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.proof.Departures;
import dev.latchkey.domain.proof.FederatedVerifier;
import dev.latchkey.domain.proof.LoginCodes;
import dev.latchkey.domain.proof.LoginGuard;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.PasskeyCeremonies;
import dev.latchkey.domain.proof.PasskeyVerifier;
import dev.latchkey.domain.proof.PasswordVerifier;
import dev.latchkey.domain.proof.RecoveryCodes;
import dev.latchkey.domain.proof.SecondFactors;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.StepUps;
import dev.latchkey.domain.proof.TrustedDeviceVerifier;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.provider.Upstream;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.domain.token.AuthorizationCodes;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.token.RevokedTokens;
import dev.latchkey.domain.token.TokenIssuer;
import dev.latchkey.faces.identity.AppAssociations;
import dev.latchkey.faces.identity.ConfigEndpoints;
import dev.latchkey.faces.identity.ContactEndpoints;
import dev.latchkey.faces.identity.MfaEndpoints;
import dev.latchkey.faces.identity.PasskeyEndpoints;
import dev.latchkey.faces.identity.PasswordEndpoints;
import dev.latchkey.faces.identity.PasswordlessEndpoints;
import dev.latchkey.faces.identity.ProfileEndpoints;
import dev.latchkey.faces.identity.SessionDeviceEndpoints;
import dev.latchkey.faces.identity.SessionEndpoints;
import dev.latchkey.faces.identity.SignupEndpoints;
import dev.latchkey.faces.identity.SocialEndpoints;
import dev.latchkey.faces.identity.StepUpEndpoint;
import dev.latchkey.faces.identity.TrustedDeviceEndpoints;
import dev.latchkey.faces.identity.UserEvents;
import dev.latchkey.faces.identity.VerificationLinks;
import dev.latchkey.faces.inbox.InboxEndpoints;
import dev.latchkey.faces.inbox.InboxStore;
import dev.latchkey.faces.oauth.AuthorizeEndpoint;
import dev.latchkey.faces.oauth.Discovery;
import dev.latchkey.faces.oauth.ProviderCallback;
import dev.latchkey.faces.oauth.RevocationEndpoint;
import dev.latchkey.faces.oauth.TokenEndpoint;
import dev.latchkey.faces.pages.DemoPage;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.ErrorResponses;
import dev.latchkey.faces.web.KnownScopes;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.federation.FederatedLogin;
import dev.latchkey.flows.federation.FinishProviderLogin;
import dev.latchkey.flows.federation.LoginWithIdToken;
import dev.latchkey.flows.federation.LoginWithProviderToken;
import dev.latchkey.flows.federation.StartProviderLogin;
import dev.latchkey.flows.federation.UnlinkIdentity;
import dev.latchkey.flows.grants.AuthorizationCodeGrant;
import dev.latchkey.flows.grants.AuthorizeStep;
import dev.latchkey.flows.grants.ClientCredentialsGrant;
import dev.latchkey.flows.grants.GiveAccess;
import dev.latchkey.flows.grants.IntrospectToken;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.flows.grants.PasswordGrant;
import dev.latchkey.flows.grants.RefreshTokenGrant;
import dev.latchkey.flows.grants.RenewAccessToken;
import dev.latchkey.flows.grants.RevokeToken;
import dev.latchkey.flows.login.PasswordLogin;
import dev.latchkey.flows.logout.EndSessionDevice;
import dev.latchkey.flows.logout.Logout;
import dev.latchkey.flows.mfa.ConfirmApp;
import dev.latchkey.flows.mfa.FactorNotices;
import dev.latchkey.flows.mfa.MakeRecoveryCodes;
import dev.latchkey.flows.mfa.RegisterFactor;
import dev.latchkey.flows.mfa.RemoveFactor;
import dev.latchkey.flows.mfa.RemoveTrustedDevice;
import dev.latchkey.flows.mfa.SetUpApp;
import dev.latchkey.flows.mfa.VerifyFactor;
import dev.latchkey.flows.passkey.FinishPasskeyLogin;
import dev.latchkey.flows.passkey.FinishPasskeyRegistration;
import dev.latchkey.flows.passkey.FinishPasskeyReset;
import dev.latchkey.flows.passkey.FinishPasskeySignup;
import dev.latchkey.flows.passkey.RemovePasskey;
import dev.latchkey.flows.passkey.StartPasskeyLogin;
import dev.latchkey.flows.passkey.StartPasskeyRegistration;
import dev.latchkey.flows.passkey.StartPasskeyReset;
import dev.latchkey.flows.passkey.StartPasskeySignup;
import dev.latchkey.flows.password.ChangePassword;
import dev.latchkey.flows.password.ForgotPassword;
import dev.latchkey.flows.password.PasswordChange;
import dev.latchkey.flows.password.ResetPassword;
import dev.latchkey.flows.passwordless.CheckLoginCode;
import dev.latchkey.flows.passwordless.FinishPasswordless;
import dev.latchkey.flows.passwordless.StartPasswordless;
import dev.latchkey.flows.profile.UpdateEmail;
import dev.latchkey.flows.profile.UpdatePhoneNumber;
import dev.latchkey.flows.profile.UpdateProfile;
import dev.latchkey.flows.signup.NewAccount;
import dev.latchkey.flows.signup.SignUp;
import dev.latchkey.flows.signup.SignUpForTokens;
import dev.latchkey.flows.stepup.CheckSecondFactor;
import dev.latchkey.flows.stepup.FinishStepUp;
import dev.latchkey.flows.stepup.SendSecondFactor;
import dev.latchkey.flows.stepup.StartStepUp;
import dev.latchkey.flows.stepup.TrustDevice;
import dev.latchkey.flows.verification.ChangeNotices;
import dev.latchkey.flows.verification.ClaimProfile;
import dev.latchkey.flows.verification.ConfirmEmailByLink;
import dev.latchkey.flows.verification.Confirmation;
import dev.latchkey.flows.verification.SendEmailVerification;
import dev.latchkey.flows.verification.SendPhoneNumberVerification;
import dev.latchkey.flows.verification.VerificationMessages;
import dev.latchkey.flows.verification.VerifyEmail;
import dev.latchkey.flows.verification.VerifyPhoneNumber;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import dev.latchkey.platform.crypto.password.PasswordStrength;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.http.Handler;
import dev.latchkey.platform.http.HttpServer;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.i18n.Texts;
import dev.latchkey.platform.limits.RateLimiter;
import dev.latchkey.platform.outbound.Outbound;
import java.time.InstantSource;
import java.util.List;

/**
 * What exists and what it is made of: everything is made once, here, by hand. Read it like a table
 * of contents.
 */
final class House {

  /**
   * What the house stands on.
   *
   * @param relaxed whose commits do not wait for the disk
   * @param development whether messages land in the inbox, and the pages of development are there
   */
  record Ground(
      Db db,
      Db relaxed,
      RootKey rootKey,
      Secrets secrets,
      InstantSource clock,
      PasswordHasher hasher,
      Tenants tenants,
      Clients clients,
      boolean development) {}

  private final Router router = new Router();
  private final Dispatcher dispatcher;
  private final Handler notFound;
  private final HttpServer.Refusal refusal;
  private final Outbox outbox;
  private final SigningKeys signingKeys;

  House(Ground ground) {
    Db db = ground.db();
    Secrets secrets = ground.secrets();
    InstantSource clock = ground.clock();
    Tenants tenants = ground.tenants();
    Clients clients = ground.clients();
    Texts errorTexts = new Texts("errors");
    Texts messageTexts = new Texts("messages");
    Texts uiTexts = new Texts("ui");
    RateLimiter limiter = new RateLimiter(ground.relaxed(), clock);
    PasswordStrength strength = new PasswordStrength();

    // Domain
    Events events = new Events(secrets, clock);
    Profiles profiles = new Profiles(db, secrets, clock);
    KnownDevices devices = new KnownDevices(secrets, clock);
    signingKeys = new SigningKeys(db, ground.rootKey(), secrets, clock);
    Jwts jwts = new Jwts(signingKeys);
    LoginGuard guard = new LoginGuard(db, clock);
    outbox = new Outbox(db, ground.rootKey(), secrets, clock);
    PasswordVerifier passwordVerifier =
        new PasswordVerifier(db, ground.hasher(), guard, events, outbox, clock);
    VerificationCodes codes = new VerificationCodes(db, ground.rootKey(), secrets, guard, clock);
    SessionVerifier sessionVerifier = new SessionVerifier(db, clock);
    BearerVerifier bearerVerifier = new BearerVerifier(db, jwts, clock);
    TrustedDeviceVerifier trustedDeviceVerifier = new TrustedDeviceVerifier(db, clock);
    LoginTickets tickets = new LoginTickets(db, secrets, clock);
    LoginCodes loginCodes = new LoginCodes(db, ground.rootKey(), secrets, guard, clock);
    StepUps stepUps = new StepUps(db, secrets, clock);
    AuthenticatorApps apps = new AuthenticatorApps(db, ground.rootKey(), secrets, clock);
    RecoveryCodes recoveryCodes = new RecoveryCodes(db, ground.rootKey(), secrets, clock);
    SecondFactors secondFactors =
        new SecondFactors(
            db, ground.rootKey(), secrets, stepUps, apps, recoveryCodes, guard, clock);
    PasskeyCeremonies ceremonies = new PasskeyCeremonies(db, secrets, clock);
    PasskeyVerifier passkeyVerifier = new PasskeyVerifier(db, ceremonies, clock);
    LoginPolicy loginPolicy = new LoginPolicy();
    CredentialPolicy credentialPolicy = new CredentialPolicy();
    PasswordRules rules =
        new PasswordRules(ground.hasher(), strength, new TenantBlocklists(tenants)::of);
    Passwords passwords = new Passwords(db, ground.hasher(), clock);
    Passkeys passkeys = new Passkeys(db, clock);
    Factors factors = new Factors(db, secrets, clock);
    Credentials credentials = new Credentials();
    TrustedDevices trustedDevices = new TrustedDevices(db, secrets, clock);
    Sessions sessions = new Sessions(secrets, clock);
    AuthorizationCodes authorizationCodes =
        new AuthorizationCodes(db, ground.rootKey(), secrets, clock);
    Grants grants = new Grants(db, ground.rootKey(), secrets, clock);
    RevokedTokens revokedTokens = new RevokedTokens(db);
    TokenIssuer issuer = new TokenIssuer(jwts, secrets, clock);
    SessionDevices sessionDevices = new SessionDevices(db, clock);
    Departures departures = new Departures(db, ground.rootKey(), secrets, clock);
    FederatedVerifier federatedVerifier = new FederatedVerifier(db);
    Identities identities = new Identities(secrets, clock);
    Upstream upstream = new Upstream(new Outbound(), clock);
    RecipientLimit recipientLimit = new RecipientLimit(limiter);
    InboxStore inbox = new InboxStore(db, secrets, clock);
    dispatcher =
        new Dispatcher(
            outbox,
            new Composer(messageTexts),
            ground.development()
                ? List.of(inbox)
                : List.<Sender>of(new MailSender(clock), new SmsSender(clock)),
            tenants,
            clock);

    // Flows
    LoginRecorder logins = new LoginRecorder(events, profiles);
    VerificationMessages verification = new VerificationMessages(codes, outbox, recipientLimit);
    ChangeNotices notices = new ChangeNotices(outbox, recipientLimit);
    Confirmation confirmation = new Confirmation(codes, profiles, notices, events, outbox);
    NewAccount accounts =
        new NewAccount(rules, passwords, profiles, verification, outbox, events, clock);
    SignUp signUp = new SignUp(db, accounts, loginPolicy, tickets);
    SignUpForTokens signUpForTokens =
        new SignUpForTokens(db, accounts, loginPolicy, sessions, grants, issuer, logins);
    PasswordLogin passwordLogin =
        new PasswordLogin(
            db,
            passwordVerifier,
            loginPolicy,
            guard,
            tickets,
            rules,
            passwords,
            devices,
            trustedDeviceVerifier,
            events);
    ForgotPassword forgotPassword =
        new ForgotPassword(db, profiles, codes, outbox, recipientLimit, events);
    PasswordChange passwordChange =
        new PasswordChange(
            rules,
            passwords,
            tickets,
            stepUps,
            codes,
            trustedDevices,
            sessions,
            grants,
            events,
            outbox);
    ClaimProfile claim = new ClaimProfile(profiles, sessionVerifier, credentials, sessions, grants);
    ResetPassword resetPassword =
        new ResetPassword(
            db, codes, credentialPolicy, profiles, claim, passwordChange, guard, outbox);
    ChangePassword changePassword =
        new ChangePassword(
            db, passwordVerifier, guard, credentialPolicy, grants, passwordChange, outbox);
    UpdateProfile updateProfile =
        new UpdateProfile(db, profiles, verification, notices, outbox, events);
    UpdateEmail updateEmail =
        new UpdateEmail(db, profiles, grants, verification, notices, events, outbox);
    UpdatePhoneNumber updatePhoneNumber =
        new UpdatePhoneNumber(db, profiles, grants, verification, notices, events, outbox);
    ConfirmEmailByLink confirmEmail = new ConfirmEmailByLink(db, codes, confirmation);
    Logout logout = new Logout(db, sessions, events);
    GiveAccess giveAccess = new GiveAccess(sessions, authorizationCodes, grants, issuer, logins);
    StartPasswordless startPasswordless =
        new StartPasswordless(db, profiles, loginCodes, outbox, recipientLimit, events);
    FinishPasswordless finishPasswordless =
        new FinishPasswordless(
            db,
            clients,
            profiles,
            loginCodes,
            accounts,
            claim,
            trustedDeviceVerifier,
            loginPolicy,
            tickets,
            giveAccess);
    StartPasskeySignup startPasskeySignup =
        new StartPasskeySignup(db, accounts, ceremonies, secrets);
    FinishPasskeySignup finishPasskeySignup =
        new FinishPasskeySignup(
            db, clients, ceremonies, passkeyVerifier, accounts, passkeys, loginPolicy, tickets);
    StartPasskeyLogin startPasskeyLogin =
        new StartPasskeyLogin(db, passkeys, ceremonies, ground.rootKey());
    FinishPasskeyLogin finishPasskeyLogin =
        new FinishPasskeyLogin(
            db,
            clients,
            ceremonies,
            passkeyVerifier,
            trustedDeviceVerifier,
            loginPolicy,
            passkeys,
            tickets,
            events);
    StartPasskeyRegistration startPasskeyRegistration =
        new StartPasskeyRegistration(db, credentialPolicy, passkeys, ceremonies, secrets);
    FinishPasskeyRegistration finishPasskeyRegistration =
        new FinishPasskeyRegistration(
            db, credentialPolicy, ceremonies, passkeyVerifier, passkeys, events, outbox);
    RemovePasskey removePasskey =
        new RemovePasskey(db, credentialPolicy, passkeys, tickets, events, outbox);
    StartPasskeyReset startPasskeyReset =
        new StartPasskeyReset(db, codes, profiles, passkeys, ceremonies, secrets);
    FinishPasskeyReset finishPasskeyReset =
        new FinishPasskeyReset(
            db,
            codes,
            profiles,
            credentialPolicy,
            ceremonies,
            passkeyVerifier,
            claim,
            passkeys,
            tickets,
            guard,
            sessions,
            grants,
            events,
            outbox);
    StartStepUp startStepUp = new StartStepUp(db, tickets, sessionVerifier, loginPolicy, stepUps);
    SendSecondFactor sendSecondFactor =
        new SendSecondFactor(db, stepUps, secondFactors, factors, outbox, recipientLimit, events);
    TrustDevice trustDevice = new TrustDevice(trustedDevices, events);
    FinishStepUp finishStepUp =
        new FinishStepUp(
            db,
            clients,
            secondFactors,
            loginPolicy,
            trustDevice,
            devices,
            guard,
            giveAccess,
            events);
    FactorNotices factorNotices = new FactorNotices(events, outbox);
    RegisterFactor registerFactor =
        new RegisterFactor(
            db,
            credentialPolicy,
            factors,
            codes,
            grants,
            trustDevice,
            factorNotices,
            outbox,
            recipientLimit,
            events);
    VerifyFactor verifyFactor =
        new VerifyFactor(
            db,
            credentialPolicy,
            codes,
            profiles,
            factors,
            grants,
            trustDevice,
            factorNotices,
            outbox,
            events);
    SetUpApp setUpApp = new SetUpApp(db, credentialPolicy, apps, grants, factorNotices);
    ConfirmApp confirmApp =
        new ConfirmApp(
            db, credentialPolicy, apps, factors, grants, trustDevice, factorNotices, outbox);
    MakeRecoveryCodes makeRecoveryCodes =
        new MakeRecoveryCodes(
            db, credentialPolicy, recoveryCodes, factors, grants, factorNotices, outbox);
    RemoveFactor removeFactor =
        new RemoveFactor(
            db, credentialPolicy, factors, trustedDevices, stepUps, grants, factorNotices, outbox);
    RemoveTrustedDevice removeTrustedDevice = new RemoveTrustedDevice(db, trustedDevices, events);
    AuthorizeStep authorize =
        new AuthorizeStep(
            db, tickets, sessionVerifier, trustedDeviceVerifier, loginPolicy, giveAccess, clock);
    FederatedLogin federatedLogin =
        new FederatedLogin(
            profiles,
            federatedVerifier,
            identities,
            accounts,
            loginPolicy,
            tickets,
            giveAccess,
            events,
            outbox);
    StartProviderLogin startProviderLogin =
        new StartProviderLogin(db, bearerVerifier, sessionVerifier, departures, upstream);
    FinishProviderLogin finishProviderLogin =
        new FinishProviderLogin(db, clients, departures, upstream, federatedLogin);
    LoginWithIdToken loginWithIdToken =
        new LoginWithIdToken(db, upstream, identities, federatedLogin);
    LoginWithProviderToken loginWithProviderToken =
        new LoginWithProviderToken(db, upstream, federatedLogin);
    UnlinkIdentity unlinkIdentity = new UnlinkIdentity(db, identities, profiles, tickets, events);
    AuthorizationCodeGrant codeGrant =
        new AuthorizationCodeGrant(db, authorizationCodes, grants, issuer, logins, events);
    RefreshTokenGrant refreshGrant = new RefreshTokenGrant(db, grants, issuer, events);
    ClientCredentialsGrant clientGrant = new ClientCredentialsGrant(issuer);
    PasswordGrant passwordGrant =
        new PasswordGrant(
            db, passwordVerifier, loginPolicy, guard, passwords, sessions, grants, issuer, logins);
    RenewAccessToken renew = new RenewAccessToken(bearerVerifier, grants, issuer);
    RevokeToken revoke = new RevokeToken(db, grants, revokedTokens, jwts, events);
    IntrospectToken introspect =
        new IntrospectToken(jwts, bearerVerifier, grants, revokedTokens, clock);

    // Faces
    Api api = new Api(tenants, clients, new ErrorResponses(errorTexts, secrets), limiter, secrets);
    KnownScopes scopes = new KnownScopes(tenants, clients);
    ClientAuthenticator authenticator = new ClientAuthenticator(clients);
    new Discovery(tenants, clients, signingKeys).on(router);
    new AuthorizeEndpoint(
            api, clients, scopes, secrets, authorize, startProviderLogin, loginWithIdToken)
        .on(router);
    new ProviderCallback(api, secrets, finishProviderLogin).on(router);
    new TokenEndpoint(authenticator, scopes, codeGrant, refreshGrant, clientGrant, passwordGrant)
        .on(router, api);
    new RevocationEndpoint(authenticator, revoke, introspect).on(router, api);
    new ConfigEndpoints(uiTexts, errorTexts).on(router, api);
    new SignupEndpoints(signUp, signUpForTokens, scopes).on(router, api);
    new PasswordEndpoints(
            passwordLogin, strength, forgotPassword, resetPassword, changePassword, bearerVerifier)
        .on(router, api);
    new ProfileEndpoints(bearerVerifier, updateProfile).on(router, api);
    new ContactEndpoints(
            bearerVerifier,
            updateEmail,
            updatePhoneNumber,
            new VerifyEmail(db, codes, grants, confirmation),
            new VerifyPhoneNumber(db, codes, grants, confirmation),
            new SendEmailVerification(db, verification, events, outbox),
            new SendPhoneNumberVerification(db, verification, events, outbox))
        .on(router, api);
    new SessionDeviceEndpoints(
            bearerVerifier, sessionDevices, new EndSessionDevice(db, sessionDevices, events))
        .on(router, api);
    new UserEvents(bearerVerifier, new EventLog(db)).on(router, api);
    new PasswordlessEndpoints(
            api,
            scopes,
            secrets,
            messageTexts,
            startPasswordless,
            new CheckLoginCode(loginCodes),
            finishPasswordless,
            sendSecondFactor,
            new CheckSecondFactor(secondFactors),
            finishStepUp)
        .on(router);
    new PasskeyEndpoints(
            bearerVerifier,
            passkeys,
            startPasskeySignup,
            finishPasskeySignup,
            startPasskeyLogin,
            finishPasskeyLogin,
            startPasskeyRegistration,
            finishPasskeyRegistration,
            removePasskey,
            startPasskeyReset,
            finishPasskeyReset)
        .on(router, api);
    AppAssociations.on(router, api);
    new StepUpEndpoint(startStepUp, bearerVerifier, scopes, secrets).on(router, api);
    new MfaEndpoints(
            bearerVerifier,
            factors,
            registerFactor,
            verifyFactor,
            setUpApp,
            confirmApp,
            makeRecoveryCodes,
            removeFactor)
        .on(router, api);
    new TrustedDeviceEndpoints(bearerVerifier, trustedDevices, removeTrustedDevice).on(router, api);
    new SessionEndpoints(clients, sessionVerifier, logout, renew).on(router, api);
    new SocialEndpoints(loginWithProviderToken, unlinkIdentity, bearerVerifier, scopes)
        .on(router, api);
    new VerificationLinks(confirmEmail, messageTexts).on(router, api);
    if (ground.development()) {
      new InboxEndpoints(tenants, inbox).on(router);
      DemoPage.on(router);
    }
    notFound = api.around(RateClass.NONE, Api::nothingHere);
    refusal = api::refused;
  }

  Router router() {
    return router;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  SigningKeys signingKeys() {
    return signingKeys;
  }

  Outbox outbox() {
    return outbox;
  }

  /** Answers what no route matches. */
  Handler notFound() {
    return notFound;
  }

  /** Answers what is refused before it is a request. */
  HttpServer.Refusal refusal() {
    return refusal;
  }
}
