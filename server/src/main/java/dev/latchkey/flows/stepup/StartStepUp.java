package dev.latchkey.flows.stepup;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.LoginTickets.Redeemed;
import dev.latchkey.domain.proof.SessionProof;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.proof.StepUps;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Begin to show a second factor: for a login that needs one, or in a session that is there
 * (contract section 10.7).
 */
public final class StartStepUp {

  /**
   * @param offered what may be shown, in the order to offer it
   * @param device whether a device of the user may be asked as well: on our own pages alone, so
   *     {@code offered} may be empty there
   */
  public record Result(String token, List<FactorKind> offered, boolean device) {}

  private final Db db;
  private final LoginTickets tickets;
  private final SessionVerifier sessions;
  private final LoginPolicy policy;
  private final StepUps stepUps;
  private final PushFactors pushFactors;

  public StartStepUp(
      Db db,
      LoginTickets tickets,
      SessionVerifier sessions,
      LoginPolicy policy,
      StepUps stepUps,
      PushFactors pushFactors) {
    this.db = db;
    this.tickets = tickets;
    this.sessions = sessions;
    this.policy = policy;
    this.stepUps = stepUps;
    this.pushFactors = pushFactors;
  }

  /**
   * After the first factor of a login.
   *
   * @param request null when it is told as the factor is chosen
   * @param action what the user is about to do, for the message; null when it is not said
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_TKN}, {@code NO_MFA_CREDENTIAL}
   */
  public Result byTicket(
      Tenant tenant,
      Client client,
      @Nullable AccessRequest request,
      String tkn,
      @Nullable String action) {
    Redeemed redeemed =
        tickets.redeemForStepUp(tenant, client, tkn).orElseThrow(ApiError.INVALID_TKN::exception);
    return open(tenant, client, request, redeemed.profile(), redeemed.proofs(), action);
  }

  /**
   * With a fresh access token.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_TOKEN_NOT_FRESH}, {@code
   *     NO_MFA_CREDENTIAL}
   */
  public Result byToken(
      Tenant tenant,
      Client client,
      @Nullable AccessRequest request,
      BearerProof bearer,
      @Nullable String action) {
    if (!bearer.clientId().equals(client.id())) {
      throw ApiError.ACCESS_TOKEN_INVALID.exception();
    }
    CredentialPolicy.requireFresh(tenant, bearer);
    return open(
        tenant, client, request, bearer.profile(), List.of(SessionProof.behind(bearer)), action);
  }

  /**
   * With the browser's session.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code LOGIN_REQUIRED}, {@code
   *     NO_MFA_CREDENTIAL}
   */
  public Result bySession(
      Tenant tenant,
      Client client,
      @Nullable AccessRequest request,
      @Nullable String cookie,
      @Nullable String action) {
    boolean ours = request != null && request.wantsSession();
    if (cookie == null || !client.sso() && !ours) {
      throw ApiError.LOGIN_REQUIRED.exception();
    }
    LiveSession live =
        sessions.find(tenant, cookie).orElseThrow(ApiError.LOGIN_REQUIRED::exception);
    return open(tenant, client, request, live.details().profile(), List.of(live.proof()), action);
  }

  private Result open(
      Tenant tenant,
      Client client,
      @Nullable AccessRequest request,
      Profile profile,
      List<LoginProof> proofs,
      @Nullable String action) {
    List<FactorKind> offered = policy.furtherFactors(tenant, profile, proofs);
    boolean device =
        request != null && request.wantsSession() && pushFactors.mayAsk(tenant, profile);
    if (offered.isEmpty() && !device) {
      throw ApiError.NO_MFA_CREDENTIAL.exception();
    }
    Changes changes = db.changes();
    String token = stepUps.open(changes, tenant, client, proofs, request, offered, action);
    changes.commit();
    return new Result(token, offered, device);
  }
}
