package dev.latchkey.flows.access;

import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;

/**
 * Tell of challenges that nobody answered in time (Access contract, section 4). That they are over
 * the clock says already: this writes it down.
 */
public final class ExpireChallenges {

  private static final int BATCH = 100;

  private final Db db;
  private final Tenants tenants;
  private final Challenges challenges;
  private final ChallengeEnds ends;

  public ExpireChallenges(Db db, Tenants tenants, Challenges challenges, ChallengeEnds ends) {
    this.db = db;
    this.tenants = tenants;
    this.challenges = challenges;
    this.ends = ends;
  }

  /** One batch of each tenant; whether there may be more. */
  public boolean run() {
    boolean more = false;
    for (Tenant tenant : tenants.all()) {
      if (tenant.access() != null) {
        List<Challenge> due = challenges.due(tenant, BATCH);
        due.forEach(challenge -> end(tenant, challenge));
        more |= due.size() == BATCH;
      }
    }
    return more;
  }

  /** Of one whose session had ended before nothing is told (contract section 4). */
  private void end(Tenant tenant, Challenge challenge) {
    if (challenge.state() == ChallengeState.WITHDRAWN) {
      Changes changes = db.changes();
      challenges.withdraw(changes, tenant, challenge);
      changes.commit();
    } else {
      ends.unanswered(tenant, challenge, ChallengeState.EXPIRED);
    }
  }
}
