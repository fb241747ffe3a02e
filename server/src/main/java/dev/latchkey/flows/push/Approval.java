package dev.latchkey.flows.push;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.proof.PushProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import java.util.function.Function;

/** What follows when a device answered, for one purpose of challenges. */
public interface Approval {

  /**
   * Where the answer came from.
   *
   * @param language of notices
   */
  record From(Function<Profile, String> language, Caller caller) {}

  /**
   * Adds that the challenge is verified, and what follows from it.
   *
   * @throws dev.latchkey.domain.error.ApiException what the policy says
   */
  void approved(Changes changes, Tenant tenant, Challenge challenge, PushProof proof, From from);

  /** Adds that the challenge ended in that state without being verified. */
  void unanswered(Changes changes, Tenant tenant, Challenge challenge, ChallengeState state);
}
