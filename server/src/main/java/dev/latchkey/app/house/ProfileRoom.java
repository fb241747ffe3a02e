package dev.latchkey.app.house;

import dev.latchkey.faces.identity.ConsentLinks;
import dev.latchkey.faces.identity.ContactEndpoints;
import dev.latchkey.faces.identity.GrantEndpoints;
import dev.latchkey.faces.identity.ProfileEndpoints;
import dev.latchkey.faces.identity.VerificationLinks;
import dev.latchkey.flows.consent.ConfirmConsent;
import dev.latchkey.flows.grants.RemoveThirdPartyGrant;
import dev.latchkey.flows.profile.UpdateEmail;
import dev.latchkey.flows.profile.UpdatePhoneNumber;
import dev.latchkey.flows.profile.UpdateProfile;
import dev.latchkey.flows.verification.ConfirmEmailByLink;
import dev.latchkey.flows.verification.SendEmailVerification;
import dev.latchkey.flows.verification.SendPhoneNumberVerification;
import dev.latchkey.flows.verification.VerifyEmail;
import dev.latchkey.flows.verification.VerifyPhoneNumber;

/** A customer's profile, addresses and numbers, and the proof of them. */
final class ProfileRoom {

  final UpdateProfile updateProfile;
  final UpdateEmail updateEmail;
  final UpdatePhoneNumber updatePhoneNumber;
  final VerifyPhoneNumber verifyPhoneNumber;
  final SendEmailVerification sendEmail;
  final RemoveThirdPartyGrant removeThirdPartyGrant;

  ProfileRoom(Domain domain, Steps steps, Web web) {
    updateProfile =
        new UpdateProfile(
            domain.db,
            domain.profiles,
            domain.grants,
            steps.verification,
            steps.notices,
            steps.doubleOptIn,
            domain.outbox,
            domain.events,
            domain.preEvents);
    updateEmail =
        new UpdateEmail(
            domain.db,
            domain.profiles,
            domain.grants,
            steps.verification,
            steps.notices,
            domain.events,
            domain.outbox,
            domain.preEvents);
    updatePhoneNumber =
        new UpdatePhoneNumber(
            domain.db,
            domain.profiles,
            domain.grants,
            steps.verification,
            steps.notices,
            domain.events,
            domain.outbox,
            domain.preEvents);
    var confirmEmail =
        new ConfirmEmailByLink(domain.db, domain.codes, domain.sessionVerifier, steps.confirmation);
    verifyPhoneNumber =
        new VerifyPhoneNumber(domain.db, domain.codes, domain.grants, steps.confirmation);
    sendEmail =
        new SendEmailVerification(domain.db, steps.verification, domain.events, domain.outbox);
    new ProfileEndpoints(
            domain.bearerVerifier, domain.thirdPartyGrants, domain.issuer, updateProfile)
        .on(web.router, web.api);
    new ContactEndpoints(
            domain.bearerVerifier,
            updateEmail,
            updatePhoneNumber,
            new VerifyEmail(domain.db, domain.codes, domain.grants, steps.confirmation),
            verifyPhoneNumber,
            sendEmail,
            new SendPhoneNumberVerification(
                domain.db, steps.verification, domain.events, domain.outbox),
            web.captcha)
        .on(web.router, web.api);
    removeThirdPartyGrant =
        new RemoveThirdPartyGrant(domain.db, domain.thirdPartyGrants, domain.events);
    new GrantEndpoints(domain.bearerVerifier, domain.thirdPartyGrants, removeThirdPartyGrant)
        .on(web.router, web.api);
    var confirmConsent =
        new ConfirmConsent(domain.db, domain.codes, domain.profiles, domain.events);
    new ConsentLinks(web.api, confirmConsent, web.messageTexts).on(web.router);
    new VerificationLinks(confirmEmail, web.messageTexts).on(web.router, web.api);
  }
}
