package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.PasswordRules;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.organisation.Member;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.proof.VerificationCodes.Form;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Invites of users to a first password (Access contract 5.11): sent, looked at, and accepted. */
public final class Invites {

  private final Db db;
  private final VerificationCodes codes;
  private final NewPasswords newPasswords;
  private final PasswordRules rules;
  private final Passwords passwords;
  private final Profiles profiles;
  private final CredentialPolicy credentialPolicy;
  private final LoginPolicy loginPolicy;
  private final OpenAccess openAccess;
  private final Outbox outbox;
  private final RecipientLimit limit;
  private final Events events;

  public Invites(
      Db db,
      VerificationCodes codes,
      NewPasswords newPasswords,
      PasswordRules rules,
      Passwords passwords,
      Profiles profiles,
      CredentialPolicy credentialPolicy,
      LoginPolicy loginPolicy,
      OpenAccess openAccess,
      Outbox outbox,
      RecipientLimit limit,
      Events events) {
    this.db = db;
    this.codes = codes;
    this.newPasswords = newPasswords;
    this.rules = rules;
    this.passwords = passwords;
    this.profiles = profiles;
    this.credentialPolicy = credentialPolicy;
    this.loginPolicy = loginPolicy;
    this.openAccess = openAccess;
    this.outbox = outbox;
    this.limit = limit;
    this.events = events;
  }

  /**
   * Sends one; the one before it is void.
   *
   * @param link to which {@code user_id} and {@code nonce} are added
   * @throws dev.latchkey.domain.error.ConflictException {@code INVITE_ALREADY_CONSUMED}
   */
  public void send(Tenant tenant, Client client, Member user, String link, Caller caller) {
    if (!user.newcomer()) {
      throw Conflict.INVITE_ALREADY_CONSUMED.exception();
    }
    Profile profile = user.profile();
    Identifier email = email(profile);
    limit.check(tenant, email);
    Changes changes = db.changes();
    var issued =
        codes.issue(
            changes,
            tenant,
            client.id(),
            profile.id(),
            CodePurpose.USER_INVITE,
            CodeChannel.EMAIL,
            email.key(),
            Form.TYPED,
            Json.object());
    String separator = link.indexOf('?') < 0 ? "?" : "&";
    outbox.add(
        changes,
        tenant,
        Message.email(MessageKind.INVITATION, email.value(), tenant.language(), profile)
            .withCode(issued.code(), issued.lifetime())
            .with(
                "link",
                link
                    + separator
                    + "user_id="
                    + user.membership().userNo()
                    + "&nonce="
                    + issued.code()));
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.SIGNUP_INVITATION_SENT, profile.id(), client.id()));
    changes.commit();
    outbox.wake();
  }

  /**
   * Whether a code is right, which counts as a try.
   *
   * @throws dev.latchkey.domain.error.ConflictException {@code INVITE_OR_INVITE_CODE_INVALID}
   */
  public void check(Tenant tenant, Member user, String code) {
    shown(tenant, user, code);
  }

  /**
   * Sets the first password, and logs the user in.
   *
   * @throws dev.latchkey.domain.error.ConflictException {@code INVITE_OR_INVITE_CODE_INVALID},
   *     {@code PASSWORD_TOO_…}, {@code PASSWORD_ALREADY_CREATED}
   */
  public OpenAccess.Login accept(
      Tenant tenant, Client client, Member user, String code, String password, Caller caller) {
    CodeProof proof = shown(tenant, user, code);
    Profile profile = user.profile();
    newPasswords.require(tenant, password, profile);
    var accepted = rules.accept(tenant, password, PasswordRules.context(profile));
    var authenticated = loginPolicy.decideFirst(tenant, client, profile, List.of(proof)).orThrow();
    var identities = openAccess.identities(tenant, profile);
    Changes changes = db.changes();
    codes.consume(changes, tenant, proof);
    passwords.createFirst(changes, tenant, credentialPolicy.byInvite(proof), accepted);
    profiles.markVerified(
        changes, tenant, profile.id(), Identifier.Kind.EMAIL, proof.destination());
    events.record(
        changes, tenant, caller, Event.of(EventType.EMAIL_VERIFIED, profile.id(), client.id()));
    OpenAccess.Login login =
        openAccess.toUser(changes, tenant, client, authenticated, identities, caller);
    changes.commit();
    return login;
  }

  private CodeProof shown(Tenant tenant, Member user, String code) {
    try {
      return codes.check(
          tenant,
          Set.of(CodePurpose.USER_INVITE),
          user.profile().id(),
          email(user.profile()),
          code);
    } catch (ApiException e) {
      if (e.error() == ApiError.INVALID_VERIFICATION_CODE
          || e.error() == ApiError.TOO_MANY_ATTEMPTS) {
        throw Conflict.INVITE_OR_INVITE_CODE_INVALID.exception();
      }
      throw e;
    }
  }

  private static Identifier email(Profile profile) {
    return Identifiers.email(Objects.requireNonNullElse(profile.email(), ""))
        .orElseThrow(Conflict.INVITE_OR_INVITE_CODE_INVALID::exception);
  }
}
