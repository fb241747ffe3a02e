package dev.latchkey.flows.profile;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.ConsentAnswers;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileDetails;
import dev.latchkey.domain.profile.ProfileDocument;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.tenant.CustomField;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.flows.consent.DoubleOptIn;
import dev.latchkey.flows.verification.ChangeNotices;
import dev.latchkey.flows.verification.VerificationMessages;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import dev.latchkey.platform.db.Db;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Change the own profile (contract section 8.2). Identifiers that somebody logs in with are not
 * changed here, only added.
 */
public final class UpdateProfile {

  /**
   * @param clearsPhoneNumber whether the number is to be taken away
   */
  public record Input(
      ProfileChange data, boolean clearsPhoneNumber, LinkTarget target, String language) {}

  private final Db db;
  private final Profiles profiles;
  private final Grants grants;
  private final VerificationMessages verification;
  private final ChangeNotices notices;
  private final DoubleOptIn doubleOptIn;
  private final Outbox outbox;
  private final Events events;
  private final PreEvents preEvents;

  public UpdateProfile(
      Db db,
      Profiles profiles,
      Grants grants,
      VerificationMessages verification,
      ChangeNotices notices,
      DoubleOptIn doubleOptIn,
      Outbox outbox,
      Events events,
      PreEvents preEvents) {
    this.db = db;
    this.profiles = profiles;
    this.grants = grants;
    this.verification = verification;
    this.notices = notices;
    this.doubleOptIn = doubleOptIn;
    this.outbox = outbox;
    this.events = events;
    this.preEvents = preEvents;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}, {@code
   *     EMAIL_NOT_WRITABLE}, {@code PHONE_NUMBER_NOT_WRITABLE}, {@code VALIDATION}, {@code
   *     …_ALREADY_EXISTS}; {@code INVALID_STATE}: an identifier was changed meanwhile; {@code
   *     ACCESS_TOKEN_INVALID}: the token was revoked meanwhile
   */
  public ProfileDetails run(
      Tenant tenant, Client client, OwnerProof owner, Input input, Caller caller) {
    CredentialPolicy.requireWrite(owner);
    Profile profile = owner.profile();
    ProfileChange asked = input.data();
    ProfileChange allowed =
        new ProfileChange(
            newEmail(profile, asked.email()),
            newPhoneNumber(tenant, profile, asked.phoneNumber()),
            newCustomIdentifier(profile, asked.customIdentifier()),
            asked.attributes(),
            writable(tenant, profile, asked.customFields(), owner.scopes()),
            asked.consents());

    boolean cleared = input.clearsPhoneNumber() && clearsPhoneNumber(tenant, profile);

    ProfileChange change = preEvents.userUpdated(tenant, client.id(), profile, allowed, caller);
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    ConsentAnswers answers = profiles.update(changes, tenant, client.id(), profile, change, caller);
    askAgain(changes, tenant, client, profile, change, answers, input.language());
    if (cleared) {
      profiles.clearPhoneNumber(changes, tenant, profile.id());
    }
    if (cleared || change.phoneNumber() != null && profile.phoneNumber() != null) {
      notices.add(changes, tenant, profile, Identifier.Kind.PHONE_NUMBER, input.language());
    }
    Identifier email = change.email();
    if (email != null
        && tenant.signup().verifyEmail()
        && tenant.sends(MessageKind.VERIFY_EMAIL.key())) {
      verification.email(changes, tenant, client, profile, email, input.target(), input.language());
    }
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.USER_UPDATED, profile.id(), client.id())
            .inSession(owner.sessionId(), owner.authTime())
            .with("updated_keys", String.join(" ", changedNames(change, answers, cleared))));
    try {
      changes.commit();
    } catch (ConstraintViolation violation) {
      throw Profiles.alreadyExists(violation);
    }
    outbox.wake();
    return profiles
        .details(tenant, profile.id())
        .orElseThrow(ApiError.ACCESS_TOKEN_INVALID::exception);
  }

  /**
   * Only a profile without an address may get one here; the same one again is no error, as widgets
   * send back all they read.
   */
  private static @Nullable Identifier newEmail(Profile profile, @Nullable Identifier asked) {
    String present = profile.email();
    if (asked == null || present != null && asked.key().equals(Profiles.emailKey(profile))) {
      return null;
    }
    if (present != null) {
      throw ApiError.EMAIL_NOT_WRITABLE.exception();
    }
    return asked;
  }

  /** DECISIONS 16: a number that is verified by text message is changed by its own endpoint. */
  private static @Nullable Identifier newPhoneNumber(
      Tenant tenant, Profile profile, @Nullable Identifier asked) {
    if (asked == null || asked.value().equals(profile.phoneNumber())) {
      return null;
    }
    if (!isPhoneNumberWritable(tenant)) {
      throw ApiError.PHONE_NUMBER_NOT_WRITABLE.exception();
    }
    return asked;
  }

  private static boolean isPhoneNumberWritable(Tenant tenant) {
    return !tenant.signup().verifyPhoneNumber()
        || !tenant.sends(MessageKind.VERIFY_PHONE_NUMBER.key());
  }

  /** Null clears what may be changed here; where nothing may be, it is as good as absent. */
  private static boolean clearsPhoneNumber(Tenant tenant, Profile profile) {
    if (profile.phoneNumber() == null || !isPhoneNumberWritable(tenant)) {
      return false;
    }
    if (profile.email() == null) {
      throw ApiException.validation(
          FieldError.invalid("phone_number", "Is the last way to reach the user"));
    }
    return true;
  }

  private static @Nullable Identifier newCustomIdentifier(
      Profile profile, @Nullable Identifier asked) {
    String present = profile.customIdentifier();
    if (asked == null || asked.value().equals(present)) {
      return null;
    }
    if (present != null) {
      throw ApiException.validation(FieldError.invalid("custom_identifier", "Cannot be changed"));
    }
    return asked;
  }

  private static ObjectNode writable(
      Tenant tenant, Profile profile, ObjectNode asked, Set<String> scopes) {
    ObjectNode writable = asked.objectNode();
    for (Map.Entry<String, JsonNode> entry : asked.properties()) {
      CustomField field = tenant.customField(entry.getKey()).orElseThrow();
      boolean unchanged = entry.getValue().equals(profile.customFields().get(entry.getKey()));
      if (unchanged) {
        continue;
      }
      if (!ProfileDocument.mayWrite(field, scopes)) {
        throw ApiError.INSUFFICIENT_SCOPE.exception("No scope to write " + field.path());
      }
      writable.set(entry.getKey(), entry.getValue());
    }
    return writable;
  }

  private void askAgain(
      Changes changes,
      Tenant tenant,
      Client client,
      Profile profile,
      ProfileChange change,
      ConsentAnswers answers,
      String language) {
    Identifier email =
        change.email() == null && profile.email() != null
            ? Identifiers.email(profile.email()).orElse(null)
            : change.email();
    DoubleOptIn.Asked asked = new DoubleOptIn.Asked(profile.id(), email, answers.consents());
    doubleOptIn.add(changes, tenant, client, asked, answers, language);
  }

  private static Set<String> changedNames(
      ProfileChange change, ConsentAnswers answers, boolean phoneNumberCleared) {
    Set<String> names = new TreeSet<>(change.attributes().propertyNames());
    change.customFields().propertyNames().forEach(name -> names.add("custom_fields." + name));
    answers.answered().forEach(name -> names.add("consents." + name));
    if (change.email() != null) {
      names.add("email");
    }
    if (change.phoneNumber() != null || phoneNumberCleared) {
      names.add("phone_number");
    }
    if (change.customIdentifier() != null) {
      names.add("custom_identifier");
    }
    return names;
  }
}
