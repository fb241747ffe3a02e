package dev.latchkey.flows.mfa;

import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.FactorPermit;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.proof.RecoveryCodes;
import dev.latchkey.domain.proof.RecoveryCodes.Code;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;

/** Get recovery codes, for the day when the other factors are lost; those before them are void. */
public final class MakeRecoveryCodes {

  private final Db db;
  private final CredentialPolicy policy;
  private final RecoveryCodes codes;
  private final Factors factors;
  private final Grants grants;
  private final FactorNotices notices;
  private final Outbox outbox;

  public MakeRecoveryCodes(
      Db db,
      CredentialPolicy policy,
      RecoveryCodes codes,
      Factors factors,
      Grants grants,
      FactorNotices notices,
      Outbox outbox) {
    this.db = db;
    this.policy = policy;
    this.codes = codes;
    this.factors = factors;
    this.grants = grants;
    this.notices = notices;
    this.outbox = outbox;
  }

  /**
   * @param language a catalogue, for the notice
   * @return the codes, which nobody can show again
   * @throws dev.latchkey.domain.error.ApiException {@code MISSING_CONFIG}, {@code
   *     INSUFFICIENT_SCOPE}, {@code ACCESS_TOKEN_NOT_FRESH}, {@code STEP_UP_REQUIRED}, {@code
   *     NO_MFA_CREDENTIAL}: there is no other factor whose loss they would make good
   */
  public List<String> run(Tenant tenant, OwnerProof owner, String language, Caller caller) {
    if (!tenant.mfa().offers(FactorKind.RECOVERY_CODE)) {
      throw ApiError.MISSING_CONFIG.exception();
    }
    FactorPermit permit = policy.factorsByFreshEvidence(tenant, owner);
    if (owner.profile().factors().isEmpty()) {
      throw ApiError.NO_MFA_CREDENTIAL.exception();
    }
    List<Code> made = codes.make(tenant, owner.profileId());
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    factors.add(changes, tenant, permit, made);
    notices.added(
        changes,
        tenant,
        owner.profile(),
        owner.clientId(),
        FactorKind.RECOVERY_CODE,
        "",
        language,
        caller);
    changes.commit();
    outbox.wake();
    return made.stream().map(Code::text).toList();
  }
}
