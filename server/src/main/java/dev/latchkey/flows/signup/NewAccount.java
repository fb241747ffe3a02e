package dev.latchkey.flows.signup;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.NewPassword;
import dev.latchkey.domain.credential.PasswordRules;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.NewProfile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.SignupProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.verification.VerificationMessages;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import java.time.InstantSource;
import java.util.List;

/** What every sign-up with a password does, whatever it ends in. */
public final class NewAccount {

  /**
   * @param data checked in form
   * @param target where the link of the verification mail leads
   * @param language a catalogue, for the messages
   */
  public record Input(ProfileChange data, String password, LinkTarget target, String language) {}

  /** A profile in the making; written when the changes are committed. */
  record Created(NewProfile profile, SignupProof proof, Decision decision) {}

  private final PasswordRules rules;
  private final Passwords passwords;
  private final Profiles profiles;
  private final VerificationMessages verification;
  private final Outbox outbox;
  private final Events events;
  private final LoginPolicy policy;
  private final InstantSource clock;

  public NewAccount(
      PasswordRules rules,
      Passwords passwords,
      Profiles profiles,
      VerificationMessages verification,
      Outbox outbox,
      Events events,
      LoginPolicy policy,
      InstantSource clock) {
    this.rules = rules;
    this.passwords = passwords;
    this.profiles = profiles;
    this.verification = verification;
    this.outbox = outbox;
    this.events = events;
    this.policy = policy;
    this.clock = clock;
  }

  Created add(Changes changes, Tenant tenant, Client client, Input input, Caller caller) {
    if (!tenant.signup().enabled()) {
      throw ApiError.ACCESS_DENIED.exception("Sign-up is switched off");
    }
    ProfileChange data = input.data();
    Identifier email = data.email();
    Identifier phoneNumber = data.phoneNumber();
    if (email == null && phoneNumber == null) {
      throw ApiException.validation(FieldError.missing("data.email"));
    }
    NewPassword password = rules.accept(tenant, input.password(), PasswordRules.context(data));
    NewProfile created = profiles.insert(changes, tenant, client.id(), data);
    passwords.create(changes, tenant, created, password);
    if (email != null && sends(tenant, MessageKind.VERIFY_EMAIL, tenant.signup().verifyEmail())) {
      verification.email(
          changes, tenant, client, created.profile(), email, input.target(), input.language());
    }
    if (phoneNumber != null
        && sends(tenant, MessageKind.VERIFY_PHONE_NUMBER, tenant.signup().verifyPhoneNumber())) {
      verification.phoneNumber(
          changes, tenant, client, created.profile(), phoneNumber, input.language());
    }
    events.record(
        changes, tenant, caller, Event.of(EventType.SIGNUP, created.profile().id(), client.id()));
    SignupProof proof = SignupProof.of(created, clock);
    return new Created(
        created, proof, policy.decide(tenant, client, created.profile(), List.of(proof)));
  }

  private static boolean sends(Tenant tenant, MessageKind kind, boolean wanted) {
    return wanted && tenant.sends(kind.key());
  }

  void commit(Changes changes) {
    try {
      changes.commit();
    } catch (ConstraintViolation violation) {
      throw Profiles.alreadyExists(violation);
    }
    outbox.wake();
  }
}
