package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Acr;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.TrustedDeviceVerifier;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.risk.Risk;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a first factor ends in that is shown where the answer is due at once: the policy decides,
 * and then there is access, or a ticket for the second factor. The one step that such paths share,
 * so none can forget to ask (attack class 13).
 */
public final class DecideLogin {

  /**
   * What the browser shows beside the first factor.
   *
   * @param session its cookie of a session; null when it has none
   * @param trustedDevice its cookie of a device that needs no second factor; null when it has none
   */
  public record Browser(@Nullable String session, @Nullable String trustedDevice) {}

  private final TrustedDeviceVerifier trustedDevices;
  private final LoginRisks risks;
  private final LoginPolicy policy;
  private final PushFactors pushFactors;
  private final LoginTickets tickets;
  private final GiveAccess giveAccess;

  public DecideLogin(
      TrustedDeviceVerifier trustedDevices,
      LoginRisks risks,
      LoginPolicy policy,
      PushFactors pushFactors,
      LoginTickets tickets,
      GiveAccess giveAccess) {
    this.trustedDevices = trustedDevices;
    this.risks = risks;
    this.policy = policy;
    this.pushFactors = pushFactors;
    this.tickets = tickets;
    this.giveAccess = giveAccess;
  }

  /**
   * Adds what follows from the proofs to the changes.
   *
   * @param shown proofs of the profile, that of the first factor first
   * @throws dev.latchkey.domain.error.ApiException what the policy says
   */
  public LoginOutcome run(
      Changes changes,
      Tenant tenant,
      Client client,
      Profile profile,
      List<LoginProof> shown,
      AccessRequest request,
      Browser browser,
      Caller caller) {
    List<LoginProof> proofs = withTrust(tenant, profile, shown, browser.trustedDevice());
    Risk risk = risks.ofPlace(tenant, client, profile, caller);
    Decision decision =
        policy.decide(
            tenant,
            client,
            profile,
            proofs,
            risk.isRisky(),
            () -> request.wantsSession() && pushFactors.mayAsk(tenant, profile));
    risks.record(changes, tenant, client, profile, risk, decision, caller);
    OpenIdWish wish = request.wish();
    return switch (decision) {
      case Decision.Denied denied -> throw denied.exception();
      case Decision.StepUpNeeded stepUp ->
          new LoginOutcome.MfaRequired(tickets.issue(changes, tenant, client, proofs, false));
      case Decision.Granted granted
          when wish.wantsMoreThan(Acr.of(granted.authenticated().amr()))
              && !policy.furtherFactors(tenant, profile, proofs).isEmpty() ->
          // The client wants to be surer than the policy does (OpenID Connect Core section
          // 3.1.2.1).
          new LoginOutcome.MfaRequired(tickets.issue(changes, tenant, client, proofs, false));
      case Decision.Granted granted ->
          new LoginOutcome.Given(
              giveAccess.toUser(
                  changes,
                  tenant,
                  client,
                  granted.authenticated(),
                  request,
                  browser.session(),
                  caller));
    };
  }

  /** A device that needs no second factor is looked up only for users who have one. */
  private List<LoginProof> withTrust(
      Tenant tenant, Profile profile, List<LoginProof> shown, @Nullable String cookie) {
    List<LoginProof> proofs = new ArrayList<>(shown);
    if (cookie != null && !profile.factors().isEmpty()) {
      trustedDevices.find(tenant, profile.id(), cookie).ifPresent(proofs::add);
    }
    return proofs;
  }
}
