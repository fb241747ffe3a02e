package dev.latchkey.domain.policy;

import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.LinkingProof;
import dev.latchkey.domain.proof.NewTotp;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.proof.PageProof;
import dev.latchkey.domain.proof.PasswordProof;
import dev.latchkey.domain.proof.PushProof;
import dev.latchkey.domain.proof.SignupProof;
import dev.latchkey.domain.tenant.AccessPolicy;
import dev.latchkey.domain.tenant.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** Who may change a credential (contract sections 1.14, 7.2 and 9). */
public final class CredentialPolicy {

  /** What a code may have been sent for that sets a new password. */
  public static final Set<CodePurpose> RESETS_PASSWORD =
      Set.of(CodePurpose.PASSWORD_RESET, CodePurpose.ACCOUNT_RECOVERY);

  /** What a code may have been sent for that sets a new passkey. */
  public static final Set<CodePurpose> RESETS_PASSKEYS = Set.of(CodePurpose.ACCOUNT_RECOVERY);

  /**
   * What was asked for before the way in was lost and set anew, perhaps by whom that shuts out:
   * none of it may end after it (attack class 15).
   */
  public static final Set<CodePurpose> VOIDED_BY_RESET =
      Set.of(
          CodePurpose.PASSWORD_RESET,
          CodePurpose.ACCOUNT_RECOVERY,
          CodePurpose.CHANGE_EMAIL,
          CodePurpose.CHANGE_PHONE_NUMBER);

  /** A code that was sent to set a new password, to an address of the profile. */
  public PasswordPermit byCode(CodeProof code) {
    if (!RESETS_PASSWORD.contains(code.purpose())) {
      throw new IllegalArgumentException("A code of another purpose");
    }
    return new PasswordPermit(code.profileId(), null, null);
  }

  /** A token with the old password. */
  public PasswordPermit byOldPassword(OwnerProof owner, PasswordProof old) {
    requireWrite(owner);
    if (!old.profileId().equals(owner.profileId())) {
      throw new IllegalArgumentException("The password of another profile");
    }
    return password(owner);
  }

  /** A token of the Access API with the old password. */
  public PasswordPermit byOldPassword(AccessProof access, PasswordProof old) {
    requireSame(access.profileId(), old.profileId());
    return new PasswordPermit(
        access.profileId(), access.hasSession() ? access.sessionId() : null, null);
  }

  /** The first password of a user whom a back end made. */
  public PasswordPermit ofNewcomer(SignupProof newcomer) {
    return new PasswordPermit(newcomer.profileId(), null, null);
  }

  /** The code of an invite, to an address of the profile. */
  public PasswordPermit byInvite(CodeProof code) {
    if (code.purpose() != CodePurpose.USER_INVITE) {
      throw new IllegalArgumentException("A code of another purpose");
    }
    return new PasswordPermit(code.profileId(), null, null);
  }

  /**
   * Fresh evidence alone, where the tenant allows it; and on our own page for a user who has no
   * password that could be asked for.
   */
  public PasswordPermit byFreshEvidence(Tenant tenant, OwnerProof owner) {
    requireWrite(owner);
    if (owner instanceof PageProof && !owner.details().hasPassword()) {
      requireSecondFactor(tenant, owner);
    } else if (!tenant.password().allowUpdateWithAccessTokenOnly()) {
      throw ApiError.OLD_PASSWORD_REQUIRED.exception();
    }
    requireFresh(tenant, owner);
    return password(owner);
  }

  private static PasswordPermit password(OwnerProof owner) {
    UUID grant = owner instanceof BearerProof bearer ? bearer.grantId() : null;
    return new PasswordPermit(owner.profileId(), owner.sessionId(), grant);
  }

  /**
   * Another address or number, or another provider's login, which are what an account is recovered
   * and entered by. A token with its scope is enough, as the contract has it; a page of our own
   * stands open for as long as a session lasts, so there the user must have been seen lately (ASVS
   * 7.5.1).
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}; on a page {@code
   *     ACCESS_TOKEN_NOT_FRESH}, {@code STEP_UP_REQUIRED}
   */
  public static void requireContactChange(Tenant tenant, OwnerProof owner) {
    requireWrite(owner);
    if (owner instanceof PageProof) {
      requireFresh(tenant, owner);
      requireSecondFactor(tenant, owner);
    }
  }

  /**
   * The end of the account: fresh evidence, of two factors where the user has two.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}, {@code
   *     ACCESS_TOKEN_NOT_FRESH}, {@code STEP_UP_REQUIRED}
   */
  public DeletionPermit deletion(Tenant tenant, OwnerProof owner) {
    requireWrite(owner);
    requireFresh(tenant, owner);
    requireSecondFactor(tenant, owner);
    return new DeletionPermit(owner.profileId());
  }

  /**
   * A fresh token that stands on two factors, or on one as long as there is no second (contract
   * sections 10.2 to 10.6).
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}, {@code
   *     ACCESS_TOKEN_NOT_FRESH}, {@code STEP_UP_REQUIRED}
   */
  public FactorPermit factorsByFreshEvidence(Tenant tenant, OwnerProof owner) {
    requireMfa(owner);
    requireFresh(tenant, owner);
    return factors(tenant, owner);
  }

  /**
   * A token with the code that was sent to the new factor. That the token was fresh was seen when
   * the code was asked for; a code may take longer than that on its way.
   */
  public FactorPermit factorByCode(Tenant tenant, OwnerProof owner, CodeProof code) {
    requireMfa(owner);
    requireRegistration(code);
    requireSame(owner, code.profileId());
    return factors(tenant, owner);
  }

  /**
   * The link alone that was mailed to the profile's own address, where a token as above had asked
   * for it (contract section 10.3).
   */
  public FactorPermit factorByLink(CodeProof code) {
    requireRegistration(code);
    return new FactorPermit(code.profileId(), false);
  }

  /**
   * A token of the Access API with the code that was sent to a new number. A password alone enrols
   * the first factor only, where the tenant has it so (its contract, O16).
   */
  public FactorPermit factorByCode(
      Tenant tenant, AccessPolicy settings, AccessProof access, CodeProof code) {
    requireRegistration(code);
    requireSame(access.profileId(), code.profileId());
    return new FactorPermit(
        access.profileId(), settings.firstFactorOnly() && !isSteppedUp(tenant, access));
  }

  /** Whether a second factor was shown in the login behind the token, and still counts. */
  public static boolean isSteppedUp(Tenant tenant, AccessProof access) {
    Instant shown = access.steppedUpAt();
    Duration maxAge = tenant.access() == null ? null : tenant.access().stepUpMaxAge();
    return shown != null && (maxAge == null || shown.plus(maxAge).isAfter(access.at()));
  }

  /**
   * A token of the Access API that changes the number itself, which takes the factor away.
   *
   * @param other the user whose number it is, of an organisation of which the token's is the root
   */
  public FactorPermit factorOfNumber(AccessProof access, UUID other) {
    if (!access.hasSession()) {
      throw new IllegalArgumentException("Nobody is logged in");
    }
    return new FactorPermit(other, false);
  }

  /** A token with the first code of a new authenticator app; as with a code that was sent. */
  public FactorPermit factorByApp(Tenant tenant, OwnerProof owner, NewTotp app) {
    requireMfa(owner);
    requireSame(owner, app.profileId());
    return factors(tenant, owner);
  }

  private static FactorPermit factors(Tenant tenant, OwnerProof owner) {
    requireSecondFactor(tenant, owner);
    boolean secondShown = owner.amr().contains(SecondFactor.AMR);
    return new FactorPermit(owner.profileId(), !secondShown && owner.profile().factors().isEmpty());
  }

  /** A code for one device, which a stepped-up user had asked for. */
  public FactorPermit deviceByLink(LinkingProof link) {
    return new FactorPermit(link.profileId(), false);
  }

  /**
   * A token of the Access API in whose login a second factor was shown (its contract, 5.4).
   *
   * @throws dev.latchkey.domain.error.ApiException {@code STEP_UP_REQUIRED}
   */
  public FactorPermit devicesByStepUp(Tenant tenant, AccessProof access) {
    if (!isSteppedUp(tenant, access)) {
      throw ApiError.STEP_UP_REQUIRED.exception();
    }
    return new FactorPermit(access.profileId(), false);
  }

  /** The approval of a device that is there already. */
  public FactorPermit deviceByApproval(PushProof approval) {
    return new FactorPermit(approval.profileId(), false);
  }

  /** The same, of the passkey that comes with the device. */
  public PasskeyPermit passkeyByLink(LinkingProof link) {
    return new PasskeyPermit(link.profileId(), false);
  }

  private static void requireRegistration(CodeProof code) {
    if (code.purpose() != CodePurpose.REGISTER_FACTOR) {
      throw new IllegalArgumentException("A code of another purpose");
    }
  }

  private static void requireSame(OwnerProof owner, UUID profileId) {
    requireSame(owner.profileId(), profileId);
  }

  private static void requireSame(UUID own, UUID profileId) {
    if (!profileId.equals(own)) {
      throw new IllegalArgumentException("Evidence of another profile");
    }
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}
   */
  public static void requireMfa(OwnerProof owner) {
    if (!owner.scopes().contains(Scopes.MFA)) {
      throw ApiError.INSUFFICIENT_SCOPE.exception();
    }
  }

  /**
   * A fresh token, of a login with a second factor where the user has one: who has stolen the
   * password alone must not make it worth more (ASVS 7.5.1).
   */
  public PasskeyPermit passkeysByFreshEvidence(Tenant tenant, OwnerProof owner) {
    requireFresh(tenant, owner);
    requireSecondFactor(tenant, owner);
    return new PasskeyPermit(owner.profileId(), false);
  }

  /**
   * A code that was sent to recover the account. It stands for one factor, and so does the passkey
   * that it lets in past others (ASVS 6.4.3).
   */
  public PasskeyPermit passkeysByCode(CodeProof code, Profile profile) {
    if (!RESETS_PASSKEYS.contains(code.purpose()) || !code.profileId().equals(profile.id())) {
      throw new IllegalArgumentException("A code of another purpose or profile");
    }
    return new PasskeyPermit(code.profileId(), !profile.factors().isEmpty());
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code STEP_UP_REQUIRED} when the user has
   *     second factors and the login behind the token did without
   */
  private static void requireSecondFactor(Tenant tenant, OwnerProof owner) {
    if (lacksSecondFactor(tenant, owner)) {
      throw ApiError.STEP_UP_REQUIRED.exception();
    }
  }

  /** Whether the user has second factors and the login behind the evidence did without. */
  public static boolean lacksSecondFactor(Tenant tenant, OwnerProof owner) {
    return !owner.amr().contains(SecondFactor.AMR)
        && (owner.profile().factors().contains(Profile.PUSH)
            || !SecondFactor.registered(tenant, owner.profile()).isEmpty());
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}
   */
  public static void requireWrite(OwnerProof owner) {
    requireScope(owner, Scopes.FULL_WRITE);
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}
   */
  public static void requireScope(OwnerProof owner, String scope) {
    if (!owner.scopes().contains(scope)) {
      throw ApiError.INSUFFICIENT_SCOPE.exception();
    }
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_TOKEN_NOT_FRESH} from five minutes
   *     on
   */
  public static void requireFresh(Tenant tenant, OwnerProof owner) {
    if (!isFresh(tenant, owner)) {
      throw ApiError.ACCESS_TOKEN_NOT_FRESH.exception();
    }
  }

  /** Whether it is younger than five minutes. */
  public static boolean isFresh(Tenant tenant, OwnerProof owner) {
    Instant since =
        tenant.compat().freshnessCountsFromIssue() ? owner.issuedAt() : owner.authTime();
    return since.plus(BearerProof.FRESHNESS).isAfter(owner.at());
  }
}
