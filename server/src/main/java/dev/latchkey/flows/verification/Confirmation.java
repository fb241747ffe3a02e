package dev.latchkey.flows.verification;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a code or link does that was sent to an address or number: it is verified, and takes the
 * place of the one before where that is what the code was sent for (contract sections 8.3 to 8.6,
 * 8.10).
 */
public final class Confirmation {

  public static final Set<CodePurpose> OF_EMAIL =
      Set.of(CodePurpose.VERIFY_EMAIL, CodePurpose.CHANGE_EMAIL);
  public static final Set<CodePurpose> OF_PHONE_NUMBER =
      Set.of(CodePurpose.VERIFY_PHONE_NUMBER, CodePurpose.CHANGE_PHONE_NUMBER);

  private final VerificationCodes codes;
  private final Profiles profiles;
  private final ChangeNotices notices;
  private final Events events;
  private final Outbox outbox;
  private final PreEvents preEvents;

  public Confirmation(
      VerificationCodes codes,
      Profiles profiles,
      ChangeNotices notices,
      Events events,
      Outbox outbox,
      PreEvents preEvents) {
    this.codes = codes;
    this.profiles = profiles;
    this.notices = notices;
    this.events = events;
    this.outbox = outbox;
    this.preEvents = preEvents;
  }

  /**
   * Adds what the proof does.
   *
   * @param shown the address or number that the code was sent to
   * @param byMaker whether it was shown where the account is open; else it may be another's account
   * @param clientId null when none has a part in it
   */
  public void add(
      Changes changes,
      Tenant tenant,
      CodeProof proof,
      Identifier shown,
      boolean byMaker,
      @Nullable String clientId,
      Function<Profile, String> language,
      Caller caller) {
    if (!shown.key().equals(proof.destination())) {
      throw new IllegalArgumentException("A code that was sent elsewhere");
    }
    boolean sms = shown.kind() == Identifier.Kind.PHONE_NUMBER;
    codes.consume(changes, tenant, proof);
    if (!sms && byMaker) {
      profiles.markOne(changes, tenant, proof.profileId());
    } else if (proof.purpose() == CodePurpose.VERIFY_EMAIL) {
      profiles.markConfirmedApart(changes, tenant, proof.profileId(), proof.destination());
    }
    switch (proof.purpose()) {
      case VERIFY_EMAIL, VERIFY_PHONE_NUMBER ->
          profiles.markVerified(
              changes, tenant, proof.profileId(), shown.kind(), proof.destination());
      case CHANGE_EMAIL, CHANGE_PHONE_NUMBER -> {
        Profile before =
            profiles
                .find(tenant, proof.profileId())
                .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
        preEvents.identifierUpdated(tenant, clientId, before, shown, caller);
        profiles.replace(changes, tenant, before, shown, true);
        notices.add(changes, tenant, before, shown.kind(), language.apply(before));
        EventType changed = sms ? EventType.PHONE_NUMBER_UPDATED : EventType.EMAIL_UPDATED;
        events.record(changes, tenant, caller, Event.of(changed, proof.profileId(), clientId));
      }
      default -> throw new IllegalArgumentException("A code of another purpose");
    }
    EventType verified = sms ? EventType.PHONE_NUMBER_VERIFIED : EventType.EMAIL_VERIFIED;
    events.record(changes, tenant, caller, Event.of(verified, proof.profileId(), clientId));
  }

  /**
   * Commits.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code …_ALREADY_EXISTS}: somebody else has
   *     taken it since
   */
  public void commit(Changes changes) {
    try {
      changes.commit();
    } catch (ConstraintViolation violation) {
      throw Profiles.alreadyExists(violation);
    }
    outbox.wake();
  }
}
