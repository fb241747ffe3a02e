package dev.latchkey.flows.login;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.PageProof;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.TrustedDeviceVerifier;
import dev.latchkey.domain.tenant.Tenant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a browser's session opens its user's account page. It may have been opened for a client
 * that asks for less than the one whose page it is, so it is judged by the policy of that one, like
 * at the authorization endpoint.
 *
 * <p>A second factor that was set up in the session is not asked for before the next login: its
 * owner has just shown it, and would be thrown out of the page that it was set up on.
 */
public final class EnterAccount {

  /**
   * @param session the cookie; null when there is none
   * @param trustedDevice likewise
   */
  public record Input(@Nullable String session, @Nullable String trustedDevice) {}

  private final SessionVerifier sessions;
  private final TrustedDeviceVerifier trustedDevices;
  private final LoginPolicy policy;
  private final Factors factors;

  public EnterAccount(
      SessionVerifier sessions,
      TrustedDeviceVerifier trustedDevices,
      LoginPolicy policy,
      Factors factors) {
    this.sessions = sessions;
    this.trustedDevices = trustedDevices;
    this.policy = policy;
    this.factors = factors;
  }

  /**
   * Empty where the authorization endpoint must decide first: nobody is logged in, or not well
   * enough.
   *
   * @param client whose users manage their account there; one of the operator's own
   */
  public Optional<PageProof> run(Tenant tenant, Client client, Input input) {
    return Optional.ofNullable(input.session())
        .flatMap(cookie -> sessions.owner(tenant, client, cookie))
        .filter(owner -> isLetIn(tenant, client, owner, input));
  }

  private boolean isLetIn(Tenant tenant, Client client, PageProof owner, Input input) {
    Decision decision =
        policy.decide(
            tenant,
            client,
            owner.profile(),
            trustedDevices.besideSession(tenant, owner.session(), input.trustedDevice()));
    return switch (decision) {
      case Decision.Granted granted -> true;
      case Decision.StepUpNeeded needed -> hasOnlyNewFactors(tenant, owner);
      case Decision.Denied denied -> false;
    };
  }

  private boolean hasOnlyNewFactors(Tenant tenant, PageProof owner) {
    var registered = factors.of(tenant, owner.profileId());
    return !registered.isEmpty()
        && registered.stream().noneMatch(factor -> factor.createdAt().isBefore(owner.authTime()));
  }
}
