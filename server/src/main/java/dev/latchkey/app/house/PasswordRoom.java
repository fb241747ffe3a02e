package dev.latchkey.app.house;

import dev.latchkey.faces.identity.PasswordEndpoints;
import dev.latchkey.faces.identity.SignupEndpoints;
import dev.latchkey.flows.login.PasswordLogin;
import dev.latchkey.flows.password.ChangePassword;
import dev.latchkey.flows.password.ForgotPassword;
import dev.latchkey.flows.password.PasswordChange;
import dev.latchkey.flows.password.ResetPassword;
import dev.latchkey.flows.signup.ReadInvitation;
import dev.latchkey.flows.signup.SignUp;
import dev.latchkey.flows.signup.SignUpForTokens;

/** Sign-up, and everything with a password. */
final class PasswordRoom {

  /** What other ways to change a password end in. */
  final PasswordChange change;

  final PasswordLogin login;
  final SignUp signUp;
  final ForgotPassword forgot;
  final ResetPassword reset;
  final ChangePassword changePassword;

  PasswordRoom(Domain domain, Steps steps, Web web) {
    signUp = new SignUp(steps.accounts, domain.loginPolicy, domain.tickets);
    var signUpForTokens =
        new SignUpForTokens(
            steps.accounts,
            domain.loginPolicy,
            domain.sessions,
            domain.places,
            domain.grants,
            domain.issuer,
            steps.logins,
            domain.preEvents);
    login =
        new PasswordLogin(
            domain.db,
            domain.passwordVerifier,
            domain.loginPolicy,
            domain.pushFactors,
            domain.guard,
            domain.tickets,
            domain.rules,
            domain.passwords,
            domain.devices,
            domain.trustedDeviceVerifier,
            steps.risks,
            domain.events);
    forgot =
        new ForgotPassword(
            domain.db,
            domain.profiles,
            domain.codes,
            domain.outbox,
            domain.recipientLimit,
            domain.events);
    change =
        new PasswordChange(
            domain.rules,
            domain.passwords,
            domain.tickets,
            domain.stepUps,
            domain.codes,
            domain.trustedDevices,
            domain.sessions,
            domain.grants,
            domain.events,
            domain.outbox);
    reset =
        new ResetPassword(
            domain.db,
            domain.codes,
            domain.credentialPolicy,
            domain.profiles,
            steps.claim,
            change,
            domain.guard,
            domain.outbox);
    changePassword =
        new ChangePassword(
            domain.db,
            domain.passwordVerifier,
            domain.guard,
            domain.passwords,
            domain.credentialPolicy,
            domain.grants,
            change,
            domain.outbox);
    var readInvitation = new ReadInvitation(domain.codes, domain.lites);
    new SignupEndpoints(signUp, signUpForTokens, readInvitation, web.scopes, web.captcha)
        .on(web.router, web.api);
    new PasswordEndpoints(
            login,
            domain.strength,
            forgot,
            reset,
            changePassword,
            domain.bearerVerifier,
            web.captcha)
        .on(web.router, web.api);
  }
}
