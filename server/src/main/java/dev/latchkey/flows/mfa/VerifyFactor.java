package dev.latchkey.flows.mfa;

import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.credential.Factors.Factor;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.FactorPermit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.proof.VerificationCodes.RedeemedLink;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.flows.stepup.TrustDevice;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Show the code that was sent: the address or number is a second factor from now on, and known to
 * be the user's (contract sections 10.3 and 10.5).
 */
public final class VerifyFactor {

  /**
   * @param code that came
   * @param language a catalogue, for the notice
   */
  public record Input(String code, boolean trustDevice, Function<Profile, String> language) {}

  /**
   * @param trustedDevice the cookie for the browser; null when it is not to be trusted
   */
  public record Result(Factor factor, Profile profile, @Nullable String trustedDevice) {}

  private final Db db;
  private final CredentialPolicy policy;
  private final VerificationCodes codes;
  private final Profiles profiles;
  private final Factors factors;
  private final Grants grants;
  private final TrustDevice trustDevice;
  private final FactorNotices notices;
  private final Outbox outbox;
  private final Events events;

  public VerifyFactor(
      Db db,
      CredentialPolicy policy,
      VerificationCodes codes,
      Profiles profiles,
      Factors factors,
      Grants grants,
      TrustDevice trustDevice,
      FactorNotices notices,
      Outbox outbox,
      Events events) {
    this.db = db;
    this.policy = policy;
    this.codes = codes;
    this.profiles = profiles;
    this.factors = factors;
    this.grants = grants;
    this.trustDevice = trustDevice;
    this.notices = notices;
    this.outbox = outbox;
    this.events = events;
  }

  /**
   * With an access token.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code MISSING_CONFIG}, {@code
   *     INVALID_VERIFICATION_CODE}, {@code INSUFFICIENT_SCOPE}, {@code STEP_UP_REQUIRED}, {@code
   *     TRUSTED_DEVICES_OFF}
   */
  public Result byToken(
      Tenant tenant, OwnerProof owner, CodeChannel channel, Input input, Caller caller) {
    requireOffered(tenant, channel);
    trustDevice.check(tenant, input.trustDevice());
    CredentialPolicy.requireMfa(owner);
    CodeProof proof =
        codes.check(tenant, CodePurpose.REGISTER_FACTOR, channel, owner.profileId(), input.code());
    FactorPermit permit = policy.factorByCode(tenant, owner, proof);
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    return add(changes, tenant, owner.profile(), owner.clientId(), permit, proof, input, caller);
  }

  /**
   * With the link of the mail, and nothing else.
   *
   * @param token of the link
   * @throws dev.latchkey.domain.error.ApiException as above
   */
  public Result byLink(Tenant tenant, String token, Input input, Caller caller) {
    requireOffered(tenant, CodeChannel.EMAIL);
    trustDevice.check(tenant, input.trustDevice());
    CodeProof linked =
        codes
            .link(tenant, CodePurpose.REGISTER_FACTOR, token)
            .filter(link -> !link.again())
            .map(RedeemedLink::proof)
            .filter(proof -> proof.channel() == CodeChannel.EMAIL)
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    CodeProof proof =
        codes.check(
            tenant,
            CodePurpose.REGISTER_FACTOR,
            CodeChannel.EMAIL,
            linked.profileId(),
            input.code());
    Profile profile =
        profiles
            .find(tenant, proof.profileId())
            .filter(found -> !found.isSuspended())
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    return add(
        db.changes(), tenant, profile, null, policy.factorByLink(proof), proof, input, caller);
  }

  private static void requireOffered(Tenant tenant, CodeChannel channel) {
    if (!tenant.mfa().offers(kind(channel))) {
      throw ApiError.MISSING_CONFIG.exception();
    }
  }

  private static FactorKind kind(CodeChannel channel) {
    return channel == CodeChannel.SMS ? FactorKind.SMS : FactorKind.EMAIL;
  }

  private Result add(
      Changes changes,
      Tenant tenant,
      Profile profile,
      @Nullable String clientId,
      FactorPermit permit,
      CodeProof proof,
      Input input,
      Caller caller) {
    FactorKind kind = kind(proof.channel());
    Identifier identifier = identifier(profile, proof);
    codes.consume(changes, tenant, proof);
    Factor factor = factors.add(changes, tenant, permit, kind, identifier);
    profiles.markVerified(changes, tenant, profile.id(), identifier.kind(), proof.destination());
    newlyVerified(profile, identifier, changes, tenant, clientId, caller);
    String trusted =
        trustDevice.add(changes, tenant, clientId, profile.id(), input.trustDevice(), caller);
    notices.added(
        changes,
        tenant,
        profile,
        clientId,
        kind,
        factor.friendlyName(),
        input.language().apply(profile),
        caller);
    changes.commit();
    outbox.wake();
    return new Result(factor, profile, trusted);
  }

  private static Identifier identifier(Profile profile, CodeProof proof) {
    if (proof.channel() == CodeChannel.SMS) {
      return new Identifier(Identifier.Kind.PHONE_NUMBER, proof.destination(), proof.destination());
    }
    String email = profile.email();
    if (email == null || !proof.destination().equals(Profiles.emailKey(profile))) {
      // The profile has changed its address since.
      throw ApiError.INVALID_VERIFICATION_CODE.exception();
    }
    return new Identifier(Identifier.Kind.EMAIL, email, proof.destination());
  }

  private void newlyVerified(
      Profile profile,
      Identifier identifier,
      Changes changes,
      Tenant tenant,
      @Nullable String clientId,
      Caller caller) {
    boolean mail = identifier.kind() == Identifier.Kind.EMAIL;
    boolean own = mail || identifier.key().equals(profile.phoneNumber());
    if (own && !(mail ? profile.isEmailVerified() : profile.isPhoneNumberVerified())) {
      events.record(
          changes,
          tenant,
          caller,
          Event.of(
              mail ? EventType.EMAIL_VERIFIED : EventType.PHONE_NUMBER_VERIFIED,
              profile.id(),
              clientId));
    }
  }
}
