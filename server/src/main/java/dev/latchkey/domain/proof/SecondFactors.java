package dev.latchkey.domain.proof;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Challenges of a step-up and their answers (contract sections 6.1 and 6.3). Wrong answers count
 * for the profile, whatever the factor and however many step-ups and codes there are (attack class
 * 9).
 */
public final class SecondFactors {

  /**
   * A code as it goes into the message.
   *
   * @param challengeId names the challenge when the answer comes
   */
  public record Issued(String challengeId, String code, Duration lifetime) {}

  /** A right answer, not yet used up, and the step-up that it was asked in. */
  public static final class Answered {

    private final StepUp stepUp;
    private final LoginProof proof;
    private final BiConsumer<Changes, Tenant> use;

    private Answered(StepUp stepUp, LoginProof proof, BiConsumer<Changes, Tenant> use) {
      this.stepUp = stepUp;
      this.proof = proof;
      this.use = use;
    }

    public StepUp stepUp() {
      return stepUp;
    }

    public LoginProof proof() {
      return proof;
    }
  }

  /** What was shown, and how to use it up. */
  private record Shown(LoginProof proof, BiConsumer<Changes, Tenant> use) {}

  private record Tried(
      UUID id,
      UUID profileId,
      byte[] stepUpHash,
      String channel,
      String destination,
      byte[] codeHash) {}

  private final Db db;
  private final CodeHashes hashes;
  private final Secrets secrets;
  private final StepUps stepUps;
  private final AuthenticatorApps apps;
  private final RecoveryCodes recoveryCodes;
  private final LoginGuard guard;
  private final InstantSource clock;

  public SecondFactors(
      Db db,
      RootKey rootKey,
      Secrets secrets,
      StepUps stepUps,
      AuthenticatorApps apps,
      RecoveryCodes recoveryCodes,
      LoginGuard guard,
      InstantSource clock) {
    this.db = db;
    this.hashes = new CodeHashes(rootKey, "second-factor");
    this.secrets = secrets;
    this.stepUps = stepUps;
    this.apps = apps;
    this.recoveryCodes = recoveryCodes;
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * Adds a challenge to the changes; the one before it in the same step-up is void.
   *
   * @param destination what the address or number is compared by; empty when nothing is sent
   * @param address as the user knows it
   */
  public Issued challenge(
      Changes changes,
      Tenant tenant,
      StepUp stepUp,
      FactorKind kind,
      String destination,
      String address) {
    UUID id = secrets.uuid();
    String challengeId = secrets.token();
    String code = TypedCodes.next(tenant, secrets);
    Instant now = clock.instant();
    Duration lifetime = tenant.codes().typed();
    changes.add(
        "delete from login_code where tenant = ? and profile_id = ? and kind = 'second_factor'"
            + " and step_up_hash = ? and used_at is null",
        tenant.id(),
        stepUp.profile().id(),
        stepUp.handleHash());
    changes.add(
        """
        insert into login_code (tenant, id, kind, client_id, profile_id, step_up_hash, channel, destination, address, code_hash,
          handle_hash, tries_left, created_at, expires_at)
        values (?, ?, 'second_factor', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        tenant.id(),
        id,
        stepUp.clientId(),
        stepUp.profile().id(),
        stepUp.handleHash(),
        kind.wireName(),
        destination,
        address,
        hashes.of(tenant, id, code),
        Digest.sha256(challengeId),
        tenant.codes().tries(),
        now,
        now.plus(lifetime));
    return new Issued(challengeId, code, lifetime);
  }

  /**
   * Judges an answer, and counts the try.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}: no such challenge; {@code
   *     INVALID_VERIFICATION_CODE}; {@code TOO_MANY_ATTEMPTS}
   */
  public Answered answer(Tenant tenant, String challengeId, String code) {
    Tried tried =
        db.one(
                Tried.class,
                """
                update login_code set tries_left = tries_left - 1
                where tenant = ? and handle_hash = ? and kind = 'second_factor' and used_at is null and expires_at > ?
                  and tries_left > 0
                returning id, profile_id, step_up_hash, channel, destination, code_hash\
                """,
                tenant.id(),
                Digest.sha256(challengeId),
                clock.instant())
            .orElseThrow(ApiError.INVALID_STATE::exception);
    StepUp stepUp =
        stepUps.find(tenant, tried.stepUpHash()).orElseThrow(ApiError.INVALID_STATE::exception);
    Optional<Shown> shown = judge(tenant, tried, code);
    // Counted, or found to be unlocked, after it was judged: however many come at once, no more
    // than the limit are told what they are.
    LoginGuard.Subject subject = subject(tried.profileId());
    boolean tooMany =
        shown.isPresent()
            ? guard.isLocked(tenant, subject)
            : guard.failed(tenant, subject) == LoginGuard.Failure.LOCKED_ALREADY;
    if (tooMany) {
      throw ApiError.TOO_MANY_ATTEMPTS.exception().about(tried.profileId());
    }
    return shown
        .map(right -> new Answered(stepUp, right.proof(), used(tried.id()).andThen(right.use())))
        .orElseThrow(() -> ApiError.INVALID_VERIFICATION_CODE.exception().about(tried.profileId()));
  }

  /**
   * The approval of a device, as the right answer that it is.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}: no such step-up, or no
   *     device has approved it
   */
  public Answered approved(Tenant tenant, String stepUpToken) {
    StepUp stepUp =
        stepUps.find(tenant, stepUpToken).orElseThrow(ApiError.INVALID_STATE::exception);
    // Its challenge is used up by what the device sent.
    return stepUp
        .approval()
        .map(proof -> new Answered(stepUp, proof, (c, t) -> {}))
        .orElseThrow(ApiError.INVALID_STATE::exception);
  }

  /** Whether there were too many wrong ones. */
  public boolean isLocked(Tenant tenant, UUID profileId) {
    return guard.isLocked(tenant, subject(profileId));
  }

  private BiConsumer<Changes, Tenant> used(UUID challenge) {
    return (changes, tenant) ->
        changes.add(
            "update login_code set used_at = ? where tenant = ? and id = ?",
            clock.instant(),
            tenant.id(),
            challenge);
  }

  private Optional<Shown> judge(Tenant tenant, Tried tried, String code) {
    return switch (FactorKind.of(tried.channel()).orElseThrow()) {
      case EMAIL -> sent(tenant, tried, CodeChannel.EMAIL, code);
      case SMS -> sent(tenant, tried, CodeChannel.SMS, code);
      case TOTP ->
          apps.judge(tenant, tried.profileId(), code)
              .map(shown -> new Shown(shown.proof(), (c, t) -> apps.consume(c, t, shown)));
      case RECOVERY_CODE ->
          recoveryCodes
              .judge(tenant, tried.profileId(), code)
              .map(shown -> new Shown(shown.proof(), (c, t) -> recoveryCodes.consume(c, t, shown)));
    };
  }

  private Optional<Shown> sent(Tenant tenant, Tried tried, CodeChannel channel, String code) {
    if (!Digest.same(tried.codeHash(), hashes.of(tenant, tried.id(), code))) {
      return Optional.empty();
    }
    CodeProof proof =
        new CodeProof(
            tried.id(),
            tried.profileId(),
            CodePurpose.SECOND_FACTOR,
            channel,
            tried.destination(),
            clock.instant());
    // The step-up that ends uses up its challenge.
    return Optional.of(new Shown(proof, (c, t) -> {}));
  }

  /**
   * Adds to the changes that the challenge and its step-up are done. If they were done in between,
   * nothing of the changes is written.
   */
  public void consume(Changes changes, Tenant tenant, Answered answered) {
    stepUps.finish(changes, tenant, answered.stepUp);
    answered.use.accept(changes, tenant);
    guard.succeeded(changes, tenant, subject(answered.stepUp.profile().id()));
  }

  static LoginGuard.Subject subject(UUID profileId) {
    return new LoginGuard.Subject("factor:" + profileId);
  }
}
