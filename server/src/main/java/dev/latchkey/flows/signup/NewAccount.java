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
import dev.latchkey.domain.profile.KnownProfile;
import dev.latchkey.domain.profile.LiteProfiles;
import dev.latchkey.domain.profile.NewProfile;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.IdentifierProof;
import dev.latchkey.domain.proof.SignupProof;
import dev.latchkey.domain.provider.VerifiedIdentity;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.flows.consent.DoubleOptIn;
import dev.latchkey.flows.signup.Invitations.Invitation;
import dev.latchkey.flows.verification.VerificationMessages;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every sign-up does, whatever it begins with and ends in. Every way to a profile comes by
 * here, so that none forgets a check, a message, an event or a webhook that is to be asked.
 */
public final class NewAccount {

  /**
   * @param data checked in form
   * @param target where the link of the verification mail leads
   * @param language a catalogue, for the messages
   */
  public record Input(ProfileChange data, LinkTarget target, String language) {}

  /**
   * @param signupToken of an invitation; null: none
   */
  public record Secret(String password, @Nullable String signupToken) {}

  /** A profile in the making; written when the changes are committed. */
  public record Created(NewProfile profile, SignupProof proof) {}

  private final Db db;
  private final PasswordRules rules;
  private final Passwords passwords;
  private final Profiles profiles;
  private final LiteProfiles lites;
  private final Invitations invitations;
  private final VerificationMessages verification;
  private final DoubleOptIn doubleOptIn;
  private final Outbox outbox;
  private final Events events;
  private final PreEvents preEvents;
  private final InstantSource clock;

  public NewAccount(
      Db db,
      PasswordRules rules,
      Passwords passwords,
      Profiles profiles,
      LiteProfiles lites,
      Invitations invitations,
      VerificationMessages verification,
      DoubleOptIn doubleOptIn,
      Outbox outbox,
      Events events,
      PreEvents preEvents,
      InstantSource clock) {
    this.db = db;
    this.rules = rules;
    this.passwords = passwords;
    this.profiles = profiles;
    this.lites = lites;
    this.invitations = invitations;
    this.verification = verification;
    this.doubleOptIn = doubleOptIn;
    this.outbox = outbox;
    this.events = events;
    this.preEvents = preEvents;
    this.clock = clock;
  }

  /**
   * Runs a sign-up to its commit. Where it fails because a lite profile has the address or number,
   * it is run once more, for that one to become the account: so a sign-up that meets none pays
   * nothing for it.
   *
   * @param signUp takes the lite profile that becomes the account; ends with {@link #commit}
   */
  public <T> T run(Tenant tenant, ProfileChange data, Function<Optional<KnownProfile>, T> signUp) {
    try {
      return signUp.apply(Optional.empty());
    } catch (ApiException e) {
      if (e.error() != ApiError.EMAIL_ALREADY_EXISTS
          && e.error() != ApiError.PHONE_NUMBER_ALREADY_EXISTS) {
        throw e;
      }
      KnownProfile lite = lites.find(tenant, data).orElseThrow(() -> e);
      return signUp.apply(Optional.of(lite));
    }
  }

  /** As above; with an invitation the lite profile is known from it. */
  public <T> T run(
      Tenant tenant,
      ProfileChange data,
      @Nullable Invitation invitation,
      Function<Optional<KnownProfile>, T> signUp) {
    return invitation == null
        ? run(tenant, data, signUp)
        : signUp.apply(Optional.of(invitation.lite()));
  }

  /**
   * The invitation of that token; null when there is no token.
   *
   * @throws ApiException {@code INVALID_SIGNUP_TOKEN}
   */
  public @Nullable Invitation invitation(
      Tenant tenant, Client client, @Nullable String signupToken, ProfileChange data) {
    return signupToken == null ? null : invitations.find(tenant, client, signupToken, data);
  }

  /**
   * A sign-up with a password, to its commit.
   *
   * @param ending adds what the user gets
   * @throws ApiException {@code VALIDATION}, {@code PASSWORD_…}, {@code …_ALREADY_EXISTS}, {@code
   *     INVALID_SIGNUP_TOKEN}, {@code ACCESS_DENIED}
   */
  <T> T withPassword(
      Tenant tenant,
      Client client,
      Input input,
      Secret secret,
      Caller caller,
      BiFunction<Changes, Created, T> ending) {
    requireOpen(tenant);
    requireIdentifier(input.data(), "data");
    Invitation invitation = invitation(tenant, client, secret.signupToken(), input.data());
    NewPassword password =
        rules.accept(tenant, secret.password(), PasswordRules.context(input.data()));
    return run(
        tenant,
        input.data(),
        invitation,
        lite -> {
          Changes changes = db.changes();
          NewProfile created = insert(changes, tenant, client, input, invitation, lite, caller);
          passwords.create(changes, tenant, created, password);
          T result =
              ending.apply(changes, new Created(created, SignupProof.of(created, true, clock)));
          commit(changes);
          return result;
        });
  }

  /**
   * Adds a profile that logs in by something else.
   *
   * @param shown the address or number that is already known to be the user's own; null: none is
   * @param lite the lite profile that becomes the account
   * @throws ApiException {@code VALIDATION}, {@code ACCESS_DENIED}
   */
  public Created add(
      Changes changes,
      Tenant tenant,
      Client client,
      Input input,
      @Nullable IdentifierProof shown,
      Optional<KnownProfile> lite,
      Caller caller) {
    requireOpen(tenant);
    requireIdentifier(input.data(), "data");
    Identifier own = shown == null ? null : shown.identifier();
    NewProfile created = insert(changes, tenant, client, input, own, lite, true, caller);
    return new Created(created, SignupProof.of(created, false, clock));
  }

  /**
   * As above, of somebody who may be invited; the invitation is used up.
   *
   * @throws ApiException {@code VALIDATION}, {@code ACCESS_DENIED}, {@code
   *     INVALID_VERIFICATION_CODE} when somebody else used it in between
   */
  public Created add(
      Changes changes,
      Tenant tenant,
      Client client,
      Input input,
      @Nullable Invitation invitation,
      Optional<KnownProfile> lite,
      Caller caller) {
    requireOpen(tenant);
    requireIdentifier(input.data(), "data");
    NewProfile created = insert(changes, tenant, client, input, invitation, lite, caller);
    return new Created(created, SignupProof.of(created, false, clock));
  }

  /**
   * Adds a profile that logs in by an identity at a provider: with what the provider says of the
   * user as far as it is in form, with or without an address.
   *
   * @param lite whether a lite profile has that address
   * @param names in the user's own words, where the provider tells none
   * @throws ApiException {@code ACCESS_DENIED}
   */
  public Created addFederated(
      Changes changes,
      Tenant tenant,
      Client client,
      VerifiedIdentity identity,
      boolean lite,
      ObjectNode names,
      String language,
      Caller caller) {
    requireOpen(tenant);
    ObjectNode fields = names.deepCopy().setAll(identity.profile());
    ProfileChange said = ProfileParser.parse(Fields.of(fields), tenant);
    ProfileChange data =
        new ProfileChange(identity.email(), null, null, said.attributes(), Json.object(), Map.of());
    Input input = new Input(data, LinkTarget.NONE, language);
    Optional<KnownProfile> known = lite ? lites.find(tenant, data) : Optional.empty();
    NewProfile created =
        insert(changes, tenant, client, input, identity.ownEmail(), known, true, caller);
    return new Created(created, SignupProof.of(created, false, clock));
  }

  /**
   * Adds a profile that a back end of the operator's makes: whether people can sign up by
   * themselves is of no matter, and nobody is asked to confirm anything yet.
   *
   * @param lite the lite profile that becomes the account
   */
  public NewProfile addByBackEnd(
      Changes changes,
      Tenant tenant,
      Client client,
      ProfileChange data,
      Optional<KnownProfile> lite,
      Caller caller) {
    Input input = new Input(data, LinkTarget.NONE, tenant.language());
    return insert(changes, tenant, client, input, null, lite, false, caller);
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
      @Nullable Invitation invitation,
      Optional<KnownProfile> lite,
      Caller caller) {
    Identifier own = null;
    if (invitation != null) {
      invitations.useUp(changes, tenant, invitation);
      own = invitation.own();
    }
    return insert(changes, tenant, client, input, own, lite, true, caller);
  }

  private NewProfile insert(
      Changes changes,
      Tenant tenant,
      Client client,
      Input input,
      @Nullable Identifier own,
      Optional<KnownProfile> lite,
      boolean confirming,
      Caller caller) {
    UUID id = lite.map(known -> known.profile().id()).orElseGet(profiles::newId);
    ProfileChange data = preEvents.signup(tenant, client.id(), id, input.data(), caller);
    NewProfile created =
        lite.isPresent()
            ? lites.grow(changes, tenant, lite.get(), client.id(), data, own, caller)
            : profiles.insert(changes, tenant, id, client.id(), data, own, caller);
    Profile profile = created.profile();
    Identifier email = data.email();
    Identifier phoneNumber = data.phoneNumber();
    if (confirming
        && email != null
        && !email.equals(own)
        && sends(tenant, MessageKind.VERIFY_EMAIL, tenant.signup().verifyEmail())) {
      verification.email(changes, tenant, client, profile, email, input.target(), input.language());
    }
    if (confirming
        && phoneNumber != null
        && !phoneNumber.equals(own)
        && sends(tenant, MessageKind.VERIFY_PHONE_NUMBER, tenant.signup().verifyPhoneNumber())) {
      verification.phoneNumber(changes, tenant, client, profile, phoneNumber, input.language());
    }
    doubleOptIn.addToSignUp(
        changes,
        tenant,
        client,
        new DoubleOptIn.Asked(profile.id(), email, profile.consents()),
        created.answers(),
        input.language());
    if (lite.isPresent()) {
      Event merged = Event.of(EventType.LITE_MERGED_INTO_MANAGED, profile.id(), client.id());
      events.record(changes, tenant, caller, merged);
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
