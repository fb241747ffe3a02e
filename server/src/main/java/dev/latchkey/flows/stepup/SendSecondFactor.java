package dev.latchkey.flows.stepup;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.credential.Factors.Factor;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.SecondFactors;
import dev.latchkey.domain.proof.SecondFactors.Issued;
import dev.latchkey.domain.proof.StepUp;
import dev.latchkey.domain.proof.StepUps;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Choose one of the offered factors: by mail or text message a code goes out (contract section 6.1,
 * second factor).
 */
public final class SendSecondFactor {

  private final Db db;
  private final StepUps stepUps;
  private final SecondFactors secondFactors;
  private final Factors factors;
  private final Outbox outbox;
  private final RecipientLimit recipientLimit;
  private final Events events;

  public SendSecondFactor(
      Db db,
      StepUps stepUps,
      SecondFactors secondFactors,
      Factors factors,
      Outbox outbox,
      RecipientLimit recipientLimit,
      Events events) {
    this.db = db;
    this.stepUps = stepUps;
    this.secondFactors = secondFactors;
    this.factors = factors;
    this.outbox = outbox;
    this.recipientLimit = recipientLimit;
    this.events = events;
  }

  /**
   * What a page that logs in for another request goes on with (contract section 4.1.7).
   *
   * @param client that the page speaks for
   */
  public record Resumed(Client client, AccessRequest request) {}

  /**
   * @param resumed null: what was asked for when the step-up began
   * @return the id of the challenge
   * @throws ApiException {@code INVALID_STATE}: no such step-up, another client's, or one that was
   *     not told what it ends in; {@code VALIDATION}: a factor that was not offered; {@code
   *     RATE_LIMIT_REACHED}
   */
  public String run(
      Tenant tenant,
      String stepUpToken,
      FactorKind kind,
      @Nullable Resumed resumed,
      Function<Profile, String> language,
      Caller caller) {
    StepUp stepUp =
        stepUps
            .find(tenant, stepUpToken)
            .filter(found -> isTold(found, resumed))
            .orElseThrow(ApiError.INVALID_STATE::exception);
    if (!stepUp.offered().contains(kind)) {
      throw ApiException.validation(FieldError.invalid("auth_type", "Was not offered"));
    }
    Profile profile = stepUp.profile();
    Changes changes = db.changes();
    if (resumed != null) {
      stepUps.resume(changes, tenant, stepUp, resumed.request());
    }
    Optional<Identifier> to = recipient(tenant, profile, kind);
    to.ifPresent(recipient -> recipientLimit.check(tenant, recipient));
    Issued issued =
        secondFactors.challenge(
            changes,
            tenant,
            stepUp,
            kind,
            to.map(Identifier::key).orElse(""),
            to.map(Identifier::value).orElse(""));
    to.ifPresent(recipient -> {
      outbox.add(
          changes,
          tenant,
          message(recipient, language.apply(profile), profile)
              .withCode(issued.code(), issued.lifetime())
              .with("action", stepUp.action()));
      events.record(
          changes,
          tenant,
          caller,
          Event.of(EventType.OTP_SENT, profile.id(), stepUp.clientId())
              .with("factor", kind.wireName()));
    });
    changes.commit();
    outbox.wake();
    return issued.challengeId();
  }

  private static boolean isTold(StepUp stepUp, @Nullable Resumed resumed) {
    return resumed == null
        ? stepUp.request() != null
        : stepUp.clientId().equals(resumed.client().id());
  }

  private static Message message(Identifier recipient, String language, Profile profile) {
    return recipient.kind() == Identifier.Kind.EMAIL
        ? Message.email(MessageKind.MFA, recipient.value(), language, profile)
        : Message.sms(MessageKind.MFA, recipient.value(), language, profile);
  }

  /** The registered one, else the profile's own; empty for factors that need no message. */
  private Optional<Identifier> recipient(Tenant tenant, Profile profile, FactorKind kind) {
    List<Factor> registered =
        factors.of(tenant, profile.id()).stream()
            .filter(factor -> factor.kind().equals(kind.wireName()))
            .toList();
    return switch (kind) {
      case EMAIL -> {
        String email = profile.email();
        yield email == null
            ? Optional.empty()
            : Optional.of(new Identifier(Identifier.Kind.EMAIL, email, Profiles.emailKey(profile)));
      }
      case SMS -> {
        String number =
            registered.isEmpty() ? profile.phoneNumber() : registered.get(0).destination();
        yield number == null
            ? Optional.empty()
            : Optional.of(new Identifier(Identifier.Kind.PHONE_NUMBER, number, number));
      }
      case TOTP, RECOVERY_CODE -> Optional.empty();
    };
  }
}
