package dev.latchkey.domain.retention;

import dev.latchkey.domain.policy.DeletionPermit;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import java.util.UUID;

/**
 * Takes all away that is known of a user. Every table whose rows are a profile's own goes with its
 * row; the two logs, which outlive it, keep that something happened and lose whom it happened to.
 */
public final class Erasure {

  /** Adds that there is no such profile any more, nor any session, token or way in of it. */
  public void erase(Changes changes, Tenant tenant, DeletionPermit permit) {
    UUID id = permit.profileId();
    changes.add(
        """
        update event set profile_id = null, session_id = null, ip = '', user_agent = '', details = '{}'
        where tenant = ? and profile_id = ?\
        """,
        tenant.id(),
        id);
    changes.add(
        "update consent_log set ip = '', user_agent = '' where tenant = ? and profile_id = ?",
        tenant.id(),
        id);
    changes.add(
        "delete from login_guard where tenant = ? and subject = 'profile:' || ?::text",
        tenant.id(),
        id);
    changes.add("delete from profile where tenant = ? and id = ?", tenant.id(), id);
  }
}
