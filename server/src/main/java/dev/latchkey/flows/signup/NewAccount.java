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
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.profile.NewProfile;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.IdentifierProof;
import dev.latchkey.domain.proof.SignupProof;
import dev.latchkey.domain.provider.VerifiedIdentity;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.verification.VerificationMessages;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import dev.latchkey.platform.json.Json;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every sign-up does, whatever it begins with and ends in. Every way to a profile comes by
 * here, so that none forgets a check, a message or an event.
 */
public final class NewAccount {

  /**
   * @param data checked in form
   * @param target where the link of the verification mail leads
   * @param language a catalogue, for the messages
   */
  public record Input(ProfileChange data, LinkTarget target, String language) {}

  /** A profile in the making; written when the changes are committed. */
  public record Created(NewProfile profile, SignupProof proof) {}

  private final PasswordRules rules;
  private final Passwords passwords;
  private final Profiles profiles;
  private final VerificationMessages verification;
  private final Outbox outbox;
  private final Events events;
  private final InstantSource clock;

  public NewAccount(
      PasswordRules rules,
      Passwords passwords,
      Profiles profiles,
      VerificationMessages verification,
      Outbox outbox,
      Events events,
      InstantSource clock) {
    this.rules = rules;
    this.passwords = passwords;
    this.profiles = profiles;
    this.verification = verification;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Adds a profile with a password.
   *
   * @throws ApiException {@code VALIDATION}, {@code PASSWORD_…}, {@code ACCESS_DENIED}
   */
  Created addWithPassword(
      Changes changes, Tenant tenant, Client client, Input input, String password, Caller caller) {
    requireOpen(tenant);
    requireIdentifier(input.data(), "data");
    NewPassword accepted = rules.accept(tenant, password, PasswordRules.context(input.data()));
    NewProfile created = insert(changes, tenant, client, input, null, caller);
    passwords.create(changes, tenant, created, accepted);
    return new Created(created, SignupProof.of(created, true, clock));
  }

  /**
   * Adds a profile that logs in by something else.
   *
   * @param shown the address or number that is already known to be the user's own; null: none is
   * @throws ApiException {@code VALIDATION}, {@code ACCESS_DENIED}
   */
  public Created add(
      Changes changes,
      Tenant tenant,
      Client client,
      Input input,
      @Nullable IdentifierProof shown,
      Caller caller) {
    requireOpen(tenant);
    requireIdentifier(input.data(), "data");
    Identifier own = shown == null ? null : shown.identifier();
    NewProfile created = insert(changes, tenant, client, input, own, caller);
    return new Created(created, SignupProof.of(created, false, clock));
  }

  /**
   * Adds a profile that logs in by an identity at a provider: with what the provider says of the
   * user as far as it is in form, with or without an address.
   *
   * @param names in the user's own words, where the provider tells none
   * @throws ApiException {@code ACCESS_DENIED}
   */
  public Created addFederated(
      Changes changes,
      Tenant tenant,
      Client client,
      VerifiedIdentity identity,
      ObjectNode names,
      String language,
      Caller caller) {
    requireOpen(tenant);
    ObjectNode fields = names.deepCopy().setAll(identity.profile());
    ProfileChange said = ProfileParser.parse(Fields.of(fields), tenant);
    ProfileChange data =
        new ProfileChange(identity.email(), null, null, said.attributes(), Json.object(), Map.of());
    Input input = new Input(data, LinkTarget.NONE, language);
    NewProfile created = insert(changes, tenant, client, input, identity.ownEmail(), caller);
    return new Created(created, SignupProof.of(created, false, clock));
  }

  /**
   * Tells early what would be refused late, for a sign-up of two requests.
   *
   * @param field where the data stands in the body
   * @throws ApiException {@code VALIDATION}, {@code …_ALREADY_EXISTS}, {@code ACCESS_DENIED}
   */
  public void check(Tenant tenant, ProfileChange data, String field) {
    requireOpen(tenant);
    requireIdentifier(data, field);
    profiles.requireFree(tenant, data);
  }

  private static void requireOpen(Tenant tenant) {
    if (!tenant.signup().enabled()) {
      throw ApiError.ACCESS_DENIED.exception("Sign-up is switched off");
    }
  }

  private static void requireIdentifier(ProfileChange data, String field) {
    if (data.email() == null && data.phoneNumber() == null) {
      throw ApiException.validation(FieldError.missing(field + ".email"));
    }
  }

  private NewProfile insert(
      Changes changes,
      Tenant tenant,
      Client client,
      Input input,
      @Nullable Identifier own,
      Caller caller) {
    NewProfile created = profiles.insert(changes, tenant, client.id(), input.data(), own);
    Profile profile = created.profile();
    Identifier email = input.data().email();
    Identifier phoneNumber = input.data().phoneNumber();
    if (email != null
        && !email.equals(own)
        && sends(tenant, MessageKind.VERIFY_EMAIL, tenant.signup().verifyEmail())) {
      verification.email(changes, tenant, client, profile, email, input.target(), input.language());
    }
    if (phoneNumber != null
        && !phoneNumber.equals(own)
        && sends(tenant, MessageKind.VERIFY_PHONE_NUMBER, tenant.signup().verifyPhoneNumber())) {
      verification.phoneNumber(changes, tenant, client, profile, phoneNumber, input.language());
    }
    events.record(changes, tenant, caller, Event.of(EventType.SIGNUP, profile.id(), client.id()));
    return created;
  }

  private static boolean sends(Tenant tenant, MessageKind kind, boolean wanted) {
    return wanted && tenant.sends(kind.key());
  }

  /** Commits, and tells whose identifier is taken. */
  public void commit(Changes changes) {
    try {
      changes.commit();
    } catch (ConstraintViolation violation) {
      throw Profiles.alreadyExists(violation);
    }
    outbox.wake();
  }
}
