package dev.latchkey.flows.lite;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.profile.ConsentAnswers;
import dev.latchkey.domain.profile.KnownProfile;
import dev.latchkey.domain.profile.LiteProfiles;
import dev.latchkey.domain.profile.LiteProfiles.Registration;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.ProfileChange.ConsentChoice;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.tenant.ConsentDefinition;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.consent.DoubleOptIn;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Register somebody who has no account (contract section 11.2). What becomes of the data where
 * there is one after all is told by the RATIONALE.md of {@code domain.profile}; who is not a back
 * end of the operator's cannot tell the difference (attack classes 7 and 39).
 */
public final class RegisterLite {

  private static final int TRIES = 3;

  private final Db db;
  private final LiteProfiles lites;
  private final DoubleOptIn doubleOptIn;
  private final VerificationCodes codes;
  private final Outbox outbox;
  private final Events events;
  private final Secrets secrets;

  public RegisterLite(
      Db db,
      LiteProfiles lites,
      DoubleOptIn doubleOptIn,
      VerificationCodes codes,
      Outbox outbox,
      Events events,
      Secrets secrets) {
    this.db = db;
    this.lites = lites;
    this.doubleOptIn = doubleOptIn;
    this.codes = codes;
    this.outbox = outbox;
    this.events = events;
    this.secrets = secrets;
  }

  /**
   * @param language of the message that asks to confirm a consent
   * @return of the profile, new or not
   * @throws ApiException {@code LITE_PROFILE_INVALID_IDENTIFIERS}, {@code RATE_LIMIT_REACHED}
   */
  public UUID run(
      Tenant tenant, Client client, Registration registration, String language, Caller caller) {
    if (registration.kinds().isEmpty() && registration.externalId() == null) {
      throw ApiError.LITE_PROFILE_INVALID_IDENTIFIERS.exception();
    }
    for (int tries = 1; ; tries++) {
      try {
        return attempt(tenant, client, registration, language, caller);
      } catch (ConstraintViolation violation) {
        // Somebody else registered or signed up at this moment: now it is found.
        if (tries == TRIES) {
          throw ApiError.TEMPORARILY_UNAVAILABLE.causedBy(violation);
        }
      } catch (ApiException e) {
        if (e.error() != ApiError.INVALID_STATE || tries == TRIES) {
          throw e;
        }
      }
    }
  }

  private UUID attempt(
      Tenant tenant, Client client, Registration registration, String language, Caller caller) {
    List<KnownProfile> found = lites.find(tenant, registration);
    if (registration.vouched() && found.size() > 1) {
      throw ApiError.LITE_PROFILE_INVALID_IDENTIFIERS.exception();
    }
    Changes changes = db.changes();
    UUID id;
    DoubleOptIn.Asked asked;
    ConsentAnswers answers;
    if (found.isEmpty()) {
      id = secrets.uuid();
      answers = lites.insert(changes, tenant, id, client, registration, caller);
      asked = new DoubleOptIn.Asked(id, registration.data().email(), answers.consents());
    } else {
      // Of several the first: to say that they are several would tell who is known.
      KnownProfile known = found.get(0);
      Profile profile = known.profile();
      id = profile.id();
      answers =
          profile.lite()
              ? lites.update(changes, tenant, known, client, registration, caller)
              : toAccount(changes, tenant, known, client, registration, caller);
      JsonNode held = profile.lite() ? answers.consents() : profile.consents();
      asked = new DoubleOptIn.Asked(id, email(profile, registration), held);
    }
    events.record(changes, tenant, caller, Event.of(EventType.LITE_REGISTERED, id, client.id()));
    boolean mailed = doubleOptIn.add(changes, tenant, client, asked, answers, language);
    if (!mailed && asksToConfirm(tenant, registration.data())) {
      codes.issueToNobody(changes, tenant, client.id(), CodeChannel.EMAIL, Json.object());
      outbox.addToNobody(changes, tenant);
    }
    changes.commit();
    outbox.wake();
    return id;
  }

  /** What an account takes: RATIONALE.md, rules 2 to 4. */
  private ConsentAnswers toAccount(
      Changes changes,
      Tenant tenant,
      KnownProfile known,
      Client client,
      Registration registration,
      Caller caller) {
    Profile account = known.profile();
    Set<Identifier.Kind> unverified = EnumSet.noneOf(Identifier.Kind.class);
    boolean owned =
        account.externalId() != null && account.externalId().equals(registration.externalId());
    for (Identifier.Kind kind : registration.kinds()) {
      if (registration.names(account, kind)) {
        boolean verified =
            kind == Identifier.Kind.EMAIL
                ? account.isEmailVerified()
                : account.isPhoneNumberVerified();
        owned |= verified;
        if (!verified) {
          unverified.add(kind);
        }
      }
    }
    if (owned) {
      return registration.vouched()
          ? lites.fill(changes, tenant, account, client, registration, caller)
          : lites.ask(
              changes, tenant, account, client, toBeConfirmed(tenant, registration.data()), caller);
    }
    return lites.setAside(changes, tenant, known, client, registration, unverified, caller);
  }

  private static Map<String, ConsentChoice> toBeConfirmed(Tenant tenant, ProfileChange data) {
    Map<String, ConsentChoice> choices = new LinkedHashMap<>(data.consents());
    choices.entrySet().removeIf(choice -> !isToBeConfirmed(tenant, choice));
    return choices;
  }

  private static boolean asksToConfirm(Tenant tenant, ProfileChange data) {
    return tenant.sends(MessageKind.CONSENT.key())
        && data.consents().entrySet().stream().anyMatch(choice -> isToBeConfirmed(tenant, choice));
  }

  private static boolean isToBeConfirmed(Tenant tenant, Map.Entry<String, ConsentChoice> choice) {
    return choice.getValue().granted()
        && tenant.consent(choice.getKey()).filter(ConsentDefinition::isDoubleOptIn).isPresent();
  }

  /** The profile's own address; else, as only a back end adds one, the registration's. */
  private static @Nullable Identifier email(Profile profile, Registration registration) {
    String present = profile.email();
    if (profile.lite() && registration.vouched() && registration.data().email() != null) {
      return registration.data().email();
    }
    return present == null ? null : Identifiers.email(present).orElse(null);
  }
}
