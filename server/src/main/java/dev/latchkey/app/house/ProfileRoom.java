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

  private ProfileRoom() {}

  static void open(Domain domain, Steps steps, Web web) {
    var updateProfile =
        new UpdateProfile(
            domain.db,
            domain.profiles,
            steps.verification,
            steps.notices,
            steps.doubleOptIn,
            domain.outbox,
            domain.events,
            domain.preEvents);
    var updateEmail =
        new UpdateEmail(
            domain.db,
            domain.profiles,
            domain.grants,
            steps.verification,
            steps.notices,
            domain.events,
            domain.outbox,
            domain.preEvents);
    var updatePhoneNumber =
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
    new ProfileEndpoints(
            domain.bearerVerifier, domain.thirdPartyGrants, domain.issuer, updateProfile)
        .on(web.router, web.api);
    new ContactEndpoints(
            domain.bearerVerifier,
            updateEmail,
            updatePhoneNumber,
            new VerifyEmail(domain.db, domain.codes, domain.grants, steps.confirmation),
            new VerifyPhoneNumber(domain.db, domain.codes, domain.grants, steps.confirmation),
            new SendEmailVerification(domain.db, steps.verification, domain.events, domain.outbox),
            new SendPhoneNumberVerification(
                domain.db, steps.verification, domain.events, domain.outbox),
            web.captcha)
        .on(web.router, web.api);
    var removeThirdPartyGrant =
        new RemoveThirdPartyGrant(domain.db, domain.thirdPartyGrants, domain.events);
    new GrantEndpoints(domain.bearerVerifier, domain.thirdPartyGrants, removeThirdPartyGrant)
        .on(web.router, web.api);
    var confirmConsent =
        new ConfirmConsent(domain.db, domain.codes, domain.profiles, domain.events);
    new ConsentLinks(web.api, confirmConsent, web.messageTexts).on(web.router);
    new VerificationLinks(confirmEmail, web.messageTexts).on(web.router, web.api);
  }
}
