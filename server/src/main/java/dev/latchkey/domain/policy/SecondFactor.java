package dev.latchkey.domain.policy;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.proof.PasskeyProof;
import dev.latchkey.domain.proof.PushProof;
import dev.latchkey.domain.proof.SessionProof;
import dev.latchkey.domain.proof.SignupProof;
import dev.latchkey.domain.proof.TrustedDeviceProof;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.MfaRequirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Whether a second factor must be shown, and which ones the user may show (contract section 10).
 */
final class SecondFactor {

  /** Says in {@code amr} that more than one factor was shown (RFC 8176). */
  static final String AMR = "mfa";

  private SecondFactor() {}

  /** What stands between these proofs and a login; empty when nothing does. */
  static Optional<Decision> required(
      Tenant tenant,
      Client client,
      Profile profile,
      List<LoginProof> proofs,
      boolean risky,
      BooleanSupplier device) {
    MfaRequirement requirement = requirement(tenant, client);
    if (requirement == MfaRequirement.NEVER
        || requirement == MfaRequirement.WHEN_RISKY && !risky
        || isShown(proofs)
        || isNewProfile(proofs)
        || requirement != MfaRequirement.ALWAYS && isTrustedDevice(tenant, proofs)) {
      return Optional.empty();
    }
    List<FactorKind> registered = registered(tenant, profile);
    if (requirement == MfaRequirement.WHEN_REGISTERED && registered.isEmpty()) {
      return Optional.empty();
    }
    List<FactorKind> offered = offered(tenant, profile, proofs);
    if (!offered.isEmpty() || !isShown(proofs, Profile.PUSH) && device.getAsBoolean()) {
      return Optional.of(new Decision.StepUpNeeded(offered, profile.id()));
    }
    // Unusual alone must not lock out somebody who never had a second factor.
    return requirement == MfaRequirement.WHEN_RISKY && registered.isEmpty()
        ? Optional.empty()
        : Optional.of(new Decision.Denied(ApiError.NO_MFA_CREDENTIAL, profile.id()));
  }

  static MfaRequirement requirement(Tenant tenant, Client client) {
    return client.mfa() == null ? tenant.mfa().policy() : client.mfa();
  }

  static List<FactorKind> offered(Tenant tenant, Profile profile, List<LoginProof> proofs) {
    List<FactorKind> registered = registered(tenant, profile);
    List<FactorKind> usable = registered.isEmpty() ? verified(tenant, profile) : registered;
    return usable.stream().filter(kind -> !isShown(proofs, kind.wireName())).toList();
  }

  /**
   * Two different factors, or one that is two: a passkey that checked its user, on its own or
   * beside a device.
   */
  static boolean isShown(List<LoginProof> proofs) {
    return proofs.stream()
            .anyMatch(proof ->
                proof instanceof PasskeyProof passkey && passkey.isUserVerified()
                    || proof instanceof PushProof push && push.isUserVerified()
                    || proof instanceof SessionProof session && session.amr().contains(AMR))
        || proofs.stream().flatMap(SecondFactor::factors).distinct().count() > 1;
  }

  /**
   * A session of one factor is that factor: to show it once more adds nothing. One of two may be
   * confirmed by either.
   */
  private static Stream<String> factors(LoginProof proof) {
    return switch (proof) {
      case SignupProof _, TrustedDeviceProof _ -> Stream.empty();
      case SessionProof session ->
          session.isOfTwoFactors() ? Stream.empty() : session.factors().stream();
      default -> Stream.of(proof.factor());
    };
  }

  private static boolean isNewProfile(List<LoginProof> proofs) {
    return proofs.stream().anyMatch(SignupProof.class::isInstance);
  }

  private static boolean isTrustedDevice(Tenant tenant, List<LoginProof> proofs) {
    return tenant.mfa().trustedDevices()
        && proofs.stream().anyMatch(TrustedDeviceProof.class::isInstance);
  }

  private static boolean isShown(List<LoginProof> proofs, String factor) {
    return proofs.stream().flatMap(SecondFactor::factors).anyMatch(factor::equals);
  }

  /** What the profile has and the tenant still takes, in the order to offer it. */
  static List<FactorKind> registered(Tenant tenant, Profile profile) {
    return Arrays.stream(FactorKind.values())
        .filter(kind -> profile.factors().contains(kind.wireName()))
        .filter(kind -> tenant.mfa().offers(kind))
        .toList();
  }

  /** Who registered nothing may show a mailbox or number that is known to be the user's own. */
  private static List<FactorKind> verified(Tenant tenant, Profile profile) {
    List<FactorKind> verified = new ArrayList<>();
    if (profile.isEmailVerified() && tenant.mfa().email()) {
      verified.add(FactorKind.EMAIL);
    }
    if (profile.isPhoneNumberVerified() && tenant.mfa().sms()) {
      verified.add(FactorKind.SMS);
    }
    return verified;
  }
}
