package dev.latchkey.domain.credential;

import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.Proof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import java.util.List;

/** Everything that lets somebody in to a profile, whatever its kind, or is about to. */
public final class Credentials {

  private static final List<String> TABLES =
      List.of(
          "password",
          "passkey",
          "mfa_credential",
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

  /** Adds to the changes that the profile has none any more: its user gives the account up. */
  public void dropAll(Changes changes, Tenant tenant, BearerProof user) {
    drop(changes, tenant, user);
  }

  private static void drop(Changes changes, Tenant tenant, Proof proof) {
    for (String table : TABLES) {
      changes.add(
          "delete from " + table + " where tenant = ? and profile_id = ?",
          tenant.id(),
          proof.profileId());
    }
    changes.add(
        "update profile set factors = '{}' where tenant = ? and id = ?",
        tenant.id(),
        proof.profileId());
  }
}
