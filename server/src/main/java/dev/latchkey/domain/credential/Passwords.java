package dev.latchkey.domain.credential;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.policy.PasswordPermit;
import dev.latchkey.domain.profile.NewProfile;
import dev.latchkey.domain.proof.PasswordProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Sets passwords. Thread-safe. */
public final class Passwords {

  private final Db db;
  private final PasswordHasher hasher;
  private final InstantSource clock;

  public Passwords(Db db, PasswordHasher hasher, InstantSource clock) {
    this.db = db;
    this.hasher = hasher;
    this.clock = clock;
  }

  /** Adds the first password of a profile that this request makes. */
  public void create(Changes changes, Tenant tenant, NewProfile created, NewPassword password) {
    changes.add(
        "insert into password (tenant, profile_id, hash, changed_at) values (?, ?, ?, ?)",
        tenant.id(),
        created.profile().id(),
        password.hash(),
        clock.instant());
  }

  /**
   * Adds that the password which was shown still is the profile's, or nothing of the changes is
   * written: what began before a change of password, be it a login or another change, must not end
   * after it. Holds the password until then.
   */
  public void requireUnchanged(Changes changes, Tenant tenant, PasswordProof proof) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_EMAIL_OR_PASSWORD.exception();
        },
        "update password set changed_at = changed_at where tenant = ? and profile_id = ? and"
            + " changed_at = ?",
        tenant.id(),
        proof.profileId(),
        proof.passwordSetAt());
  }

  /** Adds the change of a password that was permitted; the last five are kept. */
  public void replace(Changes changes, Tenant tenant, PasswordPermit permit, NewPassword password) {
    changes.add(
        """
        insert into password as p (tenant, profile_id, hash, changed_at) values (?, ?, ?, ?)
        on conflict (tenant, profile_id) do update set
          previous = (array[p.hash] || p.previous)[1:5], hash = excluded.hash, changed_at = excluded.changed_at\
        """,
        tenant.id(),
        permit.profileId(),
        password.hash(),
        clock.instant());
  }

  /**
   * Adds that the same password is kept under a hash of today's kind, unless there is another one
   * by then.
   */
  public void rehash(Changes changes, Tenant tenant, PasswordProof proof, NewPassword same) {
    changes.add(
        "update password set hash = ? where tenant = ? and profile_id = ? and changed_at = ?",
        same.hash(),
        tenant.id(),
        proof.profileId(),
        proof.passwordSetAt());
  }

  /**
   * Adds the first password of a profile that has none. If it has one by then, nothing of the
   * changes is written: {@code PASSWORD_ALREADY_CREATED}.
   */
  public void createFirst(
      Changes changes, Tenant tenant, PasswordPermit permit, NewPassword password) {
    changes.addExactlyOne(
        () -> {
          throw Conflict.PASSWORD_ALREADY_CREATED.exception();
        },
        "insert into password (tenant, profile_id, hash, changed_at) values (?, ?, ?, ?) on"
            + " conflict do nothing",
        tenant.id(),
        permit.profileId(),
        password.hash(),
        clock.instant());
  }

  /** Whether the profile has a password. */
  public boolean has(Tenant tenant, UUID profileId) {
    return db.one(
            Integer.class,
            "select 1 from password where tenant = ? and profile_id = ?",
            tenant.id(),
            profileId)
        .isPresent();
  }

  /**
   * Whether that is the profile's password, or one of the last as far as the tenant minds. A hash
   * for each of them.
   */
  public boolean wasUsed(Tenant tenant, UUID profileId, String password) {
    record Hashes(String hash, List<String> previous) {}
    return db.one(
            Hashes.class,
            "select hash, previous from password where tenant = ? and profile_id = ?",
            tenant.id(),
            profileId)
        .map(kept ->
            Stream.concat(Stream.of(kept.hash()), kept.previous().stream())
                .limit(tenant.passwordHistory())
                .anyMatch(hash -> hasher.verify(password, hash) != PasswordHasher.Verdict.WRONG))
        .orElse(false);
  }
}
