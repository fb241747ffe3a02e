package dev.latchkey.flows.push;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.proof.PushProof;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.access.ChallengeEnds;
import dev.latchkey.platform.db.Changes;

/** The session in which the devices were asked is stepped up. */
public final class StepUpApproval implements Approval {

  private final Clients clients;
  private final SessionVerifier sessions;
  private final ChallengeEnds ends;

  public StepUpApproval(Clients clients, SessionVerifier sessions, ChallengeEnds ends) {
    this.clients = clients;
    this.sessions = sessions;
    this.ends = ends;
  }

  @Override
  public void approved(
      Changes changes, Tenant tenant, Challenge challenge, PushProof proof, From from) {
    LiveSession session =
        sessions.find(tenant, challenge).orElseThrow(ApiError.INVALID_STATE::exception);
    Client client =
        clients
            .find(tenant.id(), challenge.clientId())
            .orElseThrow(ApiError.INVALID_STATE::exception);
    ends.steppedUp(
        changes,
        tenant,
        client,
        session.details().profile(),
        session.proof(),
        proof,
        challenge,
        from.caller());
  }

  @Override
  public void unanswered(
      Changes changes, Tenant tenant, Challenge challenge, ChallengeState state) {
    ends.unanswered(changes, tenant, challenge, state);
  }
}
