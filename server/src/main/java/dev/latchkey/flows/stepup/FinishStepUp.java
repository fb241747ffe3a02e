package dev.latchkey.flows.stepup;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.device.TrustedDevices;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.SecondFactors;
import dev.latchkey.domain.proof.SecondFactors.Answered;
import dev.latchkey.domain.proof.StepUp;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Access;
import dev.latchkey.flows.grants.GiveAccess;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import org.jspecify.annotations.Nullable;

/**
 * Answer the challenge: with this the login is done, and the client gets what it asked for when the
 * step-up began (contract section 6.3, second factor).
 */
public final class FinishStepUp {

  /**
   * @param trustDevice whether this browser is to be let off the second factor from now on
   * @param cookie of the browser's session
   */
  public record Input(
      String challengeId, String code, boolean trustDevice, @Nullable String cookie) {}

  /**
   * @param trustedDevice the cookie for the browser; null when it is not to be trusted
   */
  public record Result(AccessRequest request, Access access, @Nullable String trustedDevice) {}

  private final Db db;
  private final Clients clients;
  private final SecondFactors secondFactors;
  private final LoginPolicy policy;
  private final TrustedDevices trustedDevices;
  private final GiveAccess giveAccess;
  private final Events events;

  public FinishStepUp(
      Db db,
      Clients clients,
      SecondFactors secondFactors,
      LoginPolicy policy,
      TrustedDevices trustedDevices,
      GiveAccess giveAccess,
      Events events) {
    this.db = db;
    this.clients = clients;
    this.secondFactors = secondFactors;
    this.policy = policy;
    this.trustedDevices = trustedDevices;
    this.giveAccess = giveAccess;
    this.events = events;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}, {@code
   *     INVALID_VERIFICATION_CODE}, {@code TOO_MANY_ATTEMPTS}, {@code TRUSTED_DEVICES_OFF}, {@code
   *     ACCOUNT_SUSPENDED}
   */
  public Result run(Tenant tenant, Input input, Caller caller) {
    if (input.trustDevice() && !tenant.mfa().trustedDevices()) {
      throw ApiError.TRUSTED_DEVICES_OFF.exception();
    }
    Answered answered = secondFactors.answer(tenant, input.challengeId(), input.code());
    StepUp stepUp = answered.stepUp();
    Client client =
        clients.find(tenant.id(), stepUp.clientId()).orElseThrow(ApiError.INVALID_STATE::exception);
    Authenticated user =
        policy.decide(tenant, client, stepUp.profile(), stepUp.with(answered.proof())).orThrow();
    Changes changes = db.changes();
    secondFactors.consume(changes, tenant, answered);
    String trusted = input.trustDevice() ? trust(changes, tenant, client, user, caller) : null;
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.LOGIN_2ND_STEP, user.profile().id(), client.id())
            .with("factor", answered.proof().factor()));
    Access access =
        giveAccess.toUser(changes, tenant, client, user, stepUp.request(), input.cookie(), caller);
    changes.commit();
    return new Result(stepUp.request(), access, trusted);
  }

  private String trust(
      Changes changes, Tenant tenant, Client client, Authenticated user, Caller caller) {
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.MFA_TRUSTED_DEVICE_ADDED, user.profile().id(), client.id()));
    return trustedDevices.trust(changes, tenant, user.profile().id(), caller);
  }
}
