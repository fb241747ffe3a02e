package dev.latchkey.flows.mfa;

import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.credential.Factors.Factor;
import dev.latchkey.domain.device.TrustedDevices;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.FactorPermit;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.proof.StepUps;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import org.jspecify.annotations.Nullable;

/**
 * Be rid of a second factor (contract sections 10.4 and 10.6), also where the tenant takes it no
 * more. Devices that were trusted on its account are trusted no longer.
 */
public final class RemoveFactor {

  private final Db db;
  private final CredentialPolicy policy;
  private final Factors factors;
  private final TrustedDevices trustedDevices;
  private final StepUps stepUps;
  private final Grants grants;
  private final FactorNotices notices;
  private final Outbox outbox;

  public RemoveFactor(
      Db db,
      CredentialPolicy policy,
      Factors factors,
      TrustedDevices trustedDevices,
      StepUps stepUps,
      Grants grants,
      FactorNotices notices,
      Outbox outbox) {
    this.db = db;
    this.policy = policy;
    this.factors = factors;
    this.trustedDevices = trustedDevices;
    this.stepUps = stepUps;
    this.grants = grants;
    this.notices = notices;
    this.outbox = outbox;
  }

  /**
   * @param destination which one, where a profile may have several; null: the one there is
   * @param language a catalogue, for the notice
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}, {@code
   *     ACCESS_TOKEN_NOT_FRESH}, {@code STEP_UP_REQUIRED}, {@code RESOURCE_NOT_FOUND}
   */
  public void run(
      Tenant tenant,
      OwnerProof owner,
      FactorKind kind,
      @Nullable String destination,
      String language,
      Caller caller) {
    FactorPermit permit = policy.factorsByFreshEvidence(tenant, owner);
    Factor factor =
        factors.of(tenant, owner.profileId()).stream()
            .filter(present -> present.is(kind))
            .filter(present -> destination == null || destination.equals(present.destination()))
            .findFirst()
            .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    if (kind == FactorKind.RECOVERY_CODE) {
      factors.removeRecoveryCodes(changes, tenant, permit);
    } else {
      factors.remove(changes, tenant, permit, factor);
    }
    trustedDevices.removeAll(changes, tenant, owner.profileId());
    stepUps.voidAll(changes, tenant, owner.profileId());
    notices.removed(
        changes,
        tenant,
        owner.profile(),
        owner.clientId(),
        kind,
        factor.friendlyName(),
        language,
        caller);
    changes.commit();
    outbox.wake();
  }
}
