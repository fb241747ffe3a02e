package dev.latchkey.flows.mfa;

import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.credential.Factors.Factor;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.FactorPermit;
import dev.latchkey.domain.proof.AuthenticatorApps;
import dev.latchkey.domain.proof.NewTotp;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.flows.stepup.TrustDevice;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import org.jspecify.annotations.Nullable;

/** Show the first code of the authenticator app: it is a second factor from now on. */
public final class ConfirmApp {

  /**
   * @param language a catalogue, for the notice
   */
  public record Input(String code, boolean trustDevice, String language) {}

  /**
   * @param trustedDevice the cookie for the browser; null when it is not to be trusted
   */
  public record Result(Factor factor, @Nullable String trustedDevice) {}

  private final Db db;
  private final CredentialPolicy policy;
  private final AuthenticatorApps apps;
  private final Factors factors;
  private final Grants grants;
  private final TrustDevice trustDevice;
  private final FactorNotices notices;
  private final Outbox outbox;

  public ConfirmApp(
      Db db,
      CredentialPolicy policy,
      AuthenticatorApps apps,
      Factors factors,
      Grants grants,
      TrustDevice trustDevice,
      FactorNotices notices,
      Outbox outbox) {
    this.db = db;
    this.policy = policy;
    this.apps = apps;
    this.factors = factors;
    this.grants = grants;
    this.trustDevice = trustDevice;
    this.notices = notices;
    this.outbox = outbox;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code MISSING_CONFIG}, {@code
   *     INSUFFICIENT_SCOPE}, {@code STEP_UP_REQUIRED}, {@code INVALID_STATE}: none is being set up,
   *     {@code INVALID_VERIFICATION_CODE}, {@code TRUSTED_DEVICES_OFF}
   */
  public Result run(Tenant tenant, OwnerProof owner, Input input, Caller caller) {
    if (!tenant.mfa().offers(FactorKind.TOTP)) {
      throw ApiError.MISSING_CONFIG.exception();
    }
    trustDevice.check(tenant, input.trustDevice());
    CredentialPolicy.requireMfa(owner);
    NewTotp app = apps.confirm(tenant, owner.profileId(), input.code());
    FactorPermit permit = policy.factorByApp(tenant, owner, app);
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    apps.consume(changes, tenant, app);
    Factor factor = factors.add(changes, tenant, permit, app);
    String trusted =
        trustDevice.add(
            changes, tenant, owner.clientId(), owner.profileId(), input.trustDevice(), caller);
    notices.added(
        changes,
        tenant,
        owner.profile(),
        owner.clientId(),
        FactorKind.TOTP,
        factor.friendlyName(),
        input.language(),
        caller);
    changes.commit();
    outbox.wake();
    return new Result(factor, trusted);
  }
}
