package dev.latchkey.flows.mfa;

import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.credential.Factors.Factor;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.FactorPermit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.proof.VerificationCodes.Issued;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.flows.stepup.TrustDevice;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Have an address or number as a second factor: at once where it is known to be the user's, else a
 * code goes there (contract sections 10.2 and 10.5).
 */
public final class RegisterFactor {

  /**
   * @param identifier the profile's own address, or a number
   * @param redirectUrl the client's page that the link of the mail leads to, checked; null: the
   *     mail has no link
   * @param language a catalogue, for the messages
   */
  public record Input(
      Identifier identifier, boolean trustDevice, @Nullable String redirectUrl, String language) {}

  /** How it went on. */
  public sealed interface Result {

    /**
     * @param trustedDevice the cookie for the browser; null when it is not to be trusted
     */
    record Enabled(Factor factor, @Nullable String trustedDevice) implements Result {}

    record CodeSent() implements Result {}
  }

  private final Db db;
  private final CredentialPolicy policy;
  private final Factors factors;
  private final VerificationCodes codes;
  private final Grants grants;
  private final TrustDevice trustDevice;
  private final FactorNotices notices;
  private final Outbox outbox;
  private final RecipientLimit recipientLimit;
  private final Events events;

  public RegisterFactor(
      Db db,
      CredentialPolicy policy,
      Factors factors,
      VerificationCodes codes,
      Grants grants,
      TrustDevice trustDevice,
      FactorNotices notices,
      Outbox outbox,
      RecipientLimit recipientLimit,
      Events events) {
    this.db = db;
    this.policy = policy;
    this.factors = factors;
    this.codes = codes;
    this.grants = grants;
    this.trustDevice = trustDevice;
    this.notices = notices;
    this.outbox = outbox;
    this.recipientLimit = recipientLimit;
    this.events = events;
  }

  /**
   * @throws ApiException {@code MISSING_CONFIG}, {@code INSUFFICIENT_SCOPE}, {@code
   *     ACCESS_TOKEN_NOT_FRESH}, {@code STEP_UP_REQUIRED}, {@code TRUSTED_DEVICES_OFF}, {@code
   *     VALIDATION}: too many, {@code RATE_LIMIT_REACHED}
   */
  public Result run(Tenant tenant, OwnerProof owner, Input input, Caller caller) {
    FactorKind kind = kind(input.identifier());
    if (!tenant.mfa().offers(kind) || !tenant.sends(message(kind).key())) {
      throw ApiError.MISSING_CONFIG.exception();
    }
    trustDevice.check(tenant, input.trustDevice());
    FactorPermit permit = policy.factorsByFreshEvidence(tenant, owner);
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    Result result =
        registered(tenant, owner, kind, input.identifier())
            .or(() ->
                isVerified(owner.profile(), input.identifier())
                    ? Optional.of(add(changes, tenant, owner, permit, kind, input, caller))
                    : Optional.empty())
            .<Result>map(factor ->
                new Result.Enabled(
                    factor, trust(changes, tenant, owner, input.trustDevice(), caller)))
            .orElseGet(() -> send(changes, tenant, owner, kind, input, caller));
    changes.commit();
    outbox.wake();
    return result;
  }

  static FactorKind kind(Identifier identifier) {
    return identifier.kind() == Identifier.Kind.EMAIL ? FactorKind.EMAIL : FactorKind.SMS;
  }

  private static MessageKind message(FactorKind kind) {
    return kind == FactorKind.EMAIL ? MessageKind.VERIFY_EMAIL : MessageKind.VERIFY_PHONE_NUMBER;
  }

  /** What is there already needs nothing more, and there is room for no more than the limit. */
  private Optional<Factor> registered(
      Tenant tenant, OwnerProof owner, FactorKind kind, Identifier identifier) {
    List<Factor> present =
        factors.of(tenant, owner.profileId()).stream()
            .filter(factor -> !factor.is(FactorKind.RECOVERY_CODE))
            .toList();
    Optional<Factor> same =
        present.stream()
            .filter(factor -> factor.is(kind) && identifier.key().equals(factor.destination()))
            .findFirst();
    if (same.isEmpty() && present.size() >= Limits.FACTORS) {
      throw ApiError.VALIDATION.exception("At most " + Limits.FACTORS + " second factors");
    }
    return same;
  }

  private static boolean isVerified(Profile profile, Identifier identifier) {
    return switch (identifier.kind()) {
      case EMAIL ->
          profile.isEmailVerified() && identifier.key().equals(Profiles.emailKey(profile));
      case PHONE_NUMBER ->
          profile.isPhoneNumberVerified() && identifier.key().equals(profile.phoneNumber());
      case CUSTOM_IDENTIFIER -> false;
    };
  }

  private Factor add(
      Changes changes,
      Tenant tenant,
      OwnerProof owner,
      FactorPermit permit,
      FactorKind kind,
      Input input,
      Caller caller) {
    Factor factor = factors.add(changes, tenant, permit, kind, input.identifier());
    notices.added(
        changes,
        tenant,
        owner.profile(),
        owner.clientId(),
        kind,
        factor.friendlyName(),
        input.language(),
        caller);
    return factor;
  }

  private @Nullable String trust(
      Changes changes, Tenant tenant, OwnerProof owner, boolean wanted, Caller caller) {
    return trustDevice.add(changes, tenant, owner.clientId(), owner.profileId(), wanted, caller);
  }

  private Result send(
      Changes changes,
      Tenant tenant,
      OwnerProof owner,
      FactorKind kind,
      Input input,
      Caller caller) {
    Identifier to = input.identifier();
    recipientLimit.check(tenant, to);
    boolean mail = kind == FactorKind.EMAIL;
    Issued issued =
        codes.issue(
            changes,
            tenant,
            owner.clientId(),
            owner.profileId(),
            CodePurpose.REGISTER_FACTOR,
            mail ? CodeChannel.EMAIL : CodeChannel.SMS,
            to.key(),
            VerificationCodes.Form.TYPED,
            Json.object());
    Message message =
        (mail
                ? Message.email(message(kind), to.value(), input.language(), owner.profile())
                : Message.sms(message(kind), to.value(), input.language(), owner.profile()))
            .withCode(issued.code(), issued.lifetime());
    String page = mail ? input.redirectUrl() : null;
    outbox.add(changes, tenant, page == null ? message : message.with("link", link(page, issued)));
    notices.started(changes, tenant, owner.profile(), owner.clientId(), kind, caller);
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.OTP_SENT, owner.profileId(), owner.clientId())
            .with("factor", kind.wireName()));
    return new Result.CodeSent();
  }

  /** The client's page sends both parameters back (contract section 10.3). */
  private static String link(String page, Issued issued) {
    return page
        + (page.indexOf('?') < 0 ? '?' : '&')
        + "c="
        + URLEncoder.encode(issued.code(), StandardCharsets.UTF_8)
        + "&t="
        + URLEncoder.encode(issued.link(), StandardCharsets.UTF_8);
  }
}
