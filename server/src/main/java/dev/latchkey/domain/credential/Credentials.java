package dev.latchkey.domain.credential;

import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.proof.Proof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import java.time.Instant;
import java.util.List;

/** Everything that lets somebody in to a profile, whatever its kind, or is about to. */
public final class Credentials {

  private static final String FACTORS = "mfa_credential";

  private static final List<String> TABLES =
      List.of(
          "password",
          "passkey",
          FACTORS,
          "push_device",
          "push_factor",
          "identity",
          "third_party_grant",
          "trusted_device",
          "known_device",
          "login_place",
          "flow");

  /**
   * Adds to the changes that the profile has none any more: whoever set them never showed that the
   * address or number was theirs, and its owner has now (attack class 7).
   */
  public void dropAll(Changes changes, Tenant tenant, CodeProof owner) {
    drop(changes, tenant, owner);
  }

  /**
   * Adds to the changes that nobody gets in to the profile by what is there: its owner recovers it,
   * and somebody else may have made it. A second factor lets nobody in; it goes when it is as old
   * as the proof of the address, or its maker would keep the owner out, and stays when it is
   * younger, or a mailbox alone would get past it.
   */
  public void dropWaysIn(Changes changes, Tenant tenant, CodeProof owner, Instant confirmedAt) {
    for (String table : TABLES) {
      if (!table.equals(FACTORS)) {
        drop(changes, tenant, owner, table);
      }
    }
    changes.add(
        "delete from mfa_credential where tenant = ? and profile_id = ? and created_at <= ?",
        tenant.id(),
        owner.profileId(),
        confirmedAt);
    Profiles.countFactors(changes, tenant, owner.profileId());
  }

  /** Adds to the changes that the profile has none any more: its user gives the account up. */
  public void dropAll(Changes changes, Tenant tenant, OwnerProof user) {
    drop(changes, tenant, user);
  }

  private static void drop(Changes changes, Tenant tenant, Proof proof) {
    for (String table : TABLES) {
      drop(changes, tenant, proof, table);
    }
    changes.add(
        "update profile set factors = '{}' where tenant = ? and id = ?",
        tenant.id(),
        proof.profileId());
  }

  private static void drop(Changes changes, Tenant tenant, Proof proof, String table) {
    changes.add(
        "delete from " + table + " where tenant = ? and profile_id = ?",
        tenant.id(),
        proof.profileId());
  }
}
