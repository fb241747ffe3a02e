package dev.latchkey.domain.policy;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.proof.PasswordProof;
import dev.latchkey.domain.proof.SessionProof;
import dev.latchkey.domain.proof.SignupProof;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.MfaRequirement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the proofs let this profile in at this client. The same rules for every path (ASVS
 * 6.3.4).
 */
public final class LoginPolicy {

  /**
   * @param proofs of that one profile, at least one
   */
  public Decision decide(Tenant tenant, Client client, Profile profile, List<LoginProof> proofs) {
    return decide(tenant, client, profile, proofs, false, () -> false);
  }

  /**
   * @param risky whether something about the request is unusual
   * @param device whether a linked device of the user may be asked to approve, as our own pages
   *     can; looked at where there is nothing else
   */
  public Decision decide(
      Tenant tenant,
      Client client,
      Profile profile,
      List<LoginProof> proofs,
      boolean risky,
      BooleanSupplier device) {
    if (proofs.isEmpty() || proofs.stream().anyMatch(p -> !p.profileId().equals(profile.id()))) {
      throw new IllegalArgumentException("Proofs of another profile, or none");
    }
    ApiError refusal = refusal(tenant, profile, proofs);
    if (refusal != null) {
      return new Decision.Denied(refusal, profile.id());
    }
    Optional<Decision> more = SecondFactor.required(tenant, client, profile, proofs, risky, device);
    return more.orElseGet(
        () -> new Decision.Granted(authenticated(tenant, client, profile, proofs)));
  }

  /**
   * Whether the first factor lets the profile in where a second one is asked for later, by what
   * needs it: a login at the Access API (its contract 2.1), which gives nothing that other APIs
   * take.
   */
  public Decision decideFirst(
      Tenant tenant, Client client, Profile profile, List<LoginProof> proofs) {
    return first(tenant, client, profile, proofs, true);
  }

  /**
   * As above, where the proofs have just given leave for a new password: that the old one had
   * expired is over.
   */
  public Decision decideRenewed(
      Tenant tenant,
      Client client,
      Profile profile,
      PasswordPermit permit,
      List<LoginProof> proofs) {
    if (!permit.profileId().equals(profile.id())) {
      throw new IllegalArgumentException("Leave for another profile");
    }
    return first(tenant, client, profile, proofs, false);
  }

  private static Decision first(
      Tenant tenant, Client client, Profile profile, List<LoginProof> proofs, boolean expires) {
    if (proofs.isEmpty() || proofs.stream().anyMatch(p -> !p.profileId().equals(profile.id()))) {
      throw new IllegalArgumentException("Proofs of another profile, or none");
    }
    ApiError refusal = refusal(tenant, profile, proofs);
    return refusal == null || refusal == ApiError.PASSWORD_EXPIRED && !expires
        ? new Decision.Granted(authenticated(tenant, client, profile, proofs))
        : new Decision.Denied(refusal, profile.id());
  }

  private static @Nullable ApiError refusal(
      Tenant tenant, Profile profile, List<LoginProof> proofs) {
    if (profile.isSuspended()) {
      return ApiError.ACCOUNT_SUSPENDED;
    }
    if (profile.lite()) {
      // There is no account: whoever had one on the way here gave it up in between.
      return ApiError.ACCESS_DENIED;
    }
    if (!tenant.signup().loginBeforeVerification()
        && !hasVerifiedIdentifier(profile)
        && proofs.stream().noneMatch(CodeProof.class::isInstance)) {
      return ApiError.UNVERIFIED_LOGIN;
    }
    for (LoginProof proof : proofs) {
      if (proof instanceof PasswordProof password
          && !isAllowed(tenant, password.identifierKind())) {
        return ApiError.INVALID_LOGIN_TYPE;
      }
      if (proof instanceof PasswordProof password && isExpired(tenant, password)) {
        return ApiError.PASSWORD_EXPIRED;
      }
    }
    return null;
  }

  private static boolean isExpired(Tenant tenant, PasswordProof password) {
    Duration expiry = tenant.legacy().passwordExpiry();
    return expiry != null && !password.passwordSetAt().plus(expiry).isAfter(password.at());
  }

  /**
   * The factors that the user may show beside what was shown already, in the order to offer them;
   * those of a verified address or number when none was registered. May be empty.
   */
  public List<FactorKind> furtherFactors(Tenant tenant, Profile profile, List<LoginProof> proofs) {
    return SecondFactor.offered(tenant, profile, proofs);
  }

  /** Whether it matters at this client if something about a login is unusual. */
  public static boolean asksWhenRisky(Tenant tenant, Client client) {
    return SecondFactor.requirement(tenant, client) == MfaRequirement.WHEN_RISKY;
  }

  /** Whether the tenant lets users log in with that kind of identifier. */
  public static boolean isAllowed(Tenant tenant, Identifier.Kind kind) {
    return switch (kind) {
      case EMAIL -> tenant.loginTypes().email();
      case PHONE_NUMBER -> tenant.loginTypes().phoneNumber();
      case CUSTOM_IDENTIFIER -> tenant.loginTypes().customIdentifier();
    };
  }

  /** Whether the profile can log in by a code that is sent to it (contract section 6). */
  public static boolean canLogInByCode(Tenant tenant, Profile profile) {
    return tenant.sends(MessageKind.PASSWORDLESS.key())
        && (profile.email() != null
                && tenant.passwordless().email()
                && isAllowed(tenant, Identifier.Kind.EMAIL)
            || profile.phoneNumber() != null
                && tenant.passwordless().sms()
                && isAllowed(tenant, Identifier.Kind.PHONE_NUMBER));
  }

  private static boolean hasVerifiedIdentifier(Profile profile) {
    return profile.isEmailVerified() || profile.isPhoneNumberVerified();
  }

  private static Authenticated authenticated(
      Tenant tenant, Client client, Profile profile, List<LoginProof> proofs) {
    Set<String> amr = new LinkedHashSet<>();
    Instant authTime = Instant.EPOCH;
    for (LoginProof proof : proofs) {
      amr.addAll(proof.amr());
      Instant at = proof instanceof SessionProof session ? session.authTime() : proof.at();
      authTime = at.isAfter(authTime) ? at : authTime;
    }
    if (SecondFactor.isShown(proofs)) {
      amr.add(SecondFactor.AMR);
    }
    return new Authenticated(
        tenant.id(),
        client.id(),
        profile,
        List.copyOf(amr),
        proofs.get(0).authType(),
        authTime,
        proofs.stream().anyMatch(SignupProof.class::isInstance));
  }
}
