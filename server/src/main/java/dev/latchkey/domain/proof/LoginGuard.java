package dev.latchkey.domain.proof;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.LockoutPolicy;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Counts failures in a row and locks (contract section 1.16). One counter for a profile on all
 * paths; a device on which the user has logged in before has one of its own, so that a stranger
 * cannot lock the user out of it (attack class 10).
 */
public final class LoginGuard {

  /** Whose failures are counted. */
  public record Subject(String key) {

    public static Subject of(UUID profileId) {
      return new Subject("profile:" + profileId);
    }
  }

  enum Failure {
    COUNTED,
    LOCKS_NOW,
    LOCKED_ALREADY
  }

  private final Db db;
  private final InstantSource clock;

  public LoginGuard(Db db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /**
   * A statement that counts a failure, or none when the subject is locked: it returns a row or not.
   */
  record Counting(String sql, List<@Nullable Object> args) {

    /**
     * The statement that counts a guess and tries it: a row for each that was tried, or one without
     * it; of each {@code open}, whether no lock was in the way.
     *
     * @param update of what is tried, returning it; it may ask whether there is a {@code counted}
     */
    String trying(String update) {
      return """
      with counted as (%s),
      tried as (%s)
      select exists (select from counted) as open, tried.* from (select 1) as request left join tried on true\
      """
          .formatted(sql, update);
    }
  }

  /**
   * Counts a failure; the one that reaches the limit locks, for twice as long as the lock before.
   */
  Failure failed(Tenant tenant, Subject subject) {
    record Counted(@Nullable Instant lockedUntil) {}
    Counting counting = counting(tenant, subject);
    Optional<Counted> counted = db.one(Counted.class, counting.sql(), counting.args().toArray());
    if (counted.isEmpty()) {
      return Failure.LOCKED_ALREADY;
    }
    return counted.get().lockedUntil() == null ? Failure.COUNTED : Failure.LOCKS_NOW;
  }

  /** As {@link #failed}, to be made a part of a larger statement. */
  Counting counting(Tenant tenant, Subject subject) {
    LockoutPolicy policy = tenant.lockout();
    Instant now = clock.instant();
    return new Counting(
        """
        insert into login_guard as guard (tenant, subject, failures, rounds, locked_until, updated_at)
        values (?, ?, 1, case when 1 >= ? then 1 else 0 end, case when 1 >= ? then ?::timestamptz + make_interval(secs => ?) end, ?)
        on conflict (tenant, subject) do update set
          failures = case when guard.failures + 1 >= ? then 0 else guard.failures + 1 end,
          rounds = case when guard.failures + 1 >= ? then guard.rounds + 1 else guard.rounds end,
          locked_until = case when guard.failures + 1 >= ?
            then ?::timestamptz + make_interval(secs => least(?, ? * power(2, least(guard.rounds, 30)))) end,
          updated_at = ?
        where guard.locked_until is null or guard.locked_until <= ?
        returning locked_until\
        """,
        List.of(
            tenant.id(),
            subject.key(),
            policy.failures(),
            policy.failures(),
            now,
            tenant.firstLock(),
            now,
            policy.failures(),
            policy.failures(),
            policy.failures(),
            now,
            tenant.longestLock(),
            tenant.firstLock(),
            now,
            now));
  }

  /** Whether failures have locked the subject for now. */
  public boolean isLocked(Tenant tenant, Subject subject) {
    return db.one(
            Integer.class,
            "select 1 from login_guard where tenant = ? and subject = ? and locked_until > ?",
            tenant.id(),
            subject.key(),
            clock.instant())
        .isPresent();
  }

  /**
   * Adds to the changes that none of them is written when the subject is locked by then: {@code
   * ACCOUNT_LOCKED}, whether the password was right or not.
   */
  public void requireUnlocked(Changes changes, Tenant tenant, Subject subject) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.ACCOUNT_LOCKED.exception();
        },
        """
        insert into login_guard as guard (tenant, subject, failures, updated_at) values (?, ?, 0, ?)
        on conflict (tenant, subject) do update set updated_at = excluded.updated_at
        where guard.locked_until is null or guard.locked_until <= excluded.updated_at\
        """,
        tenant.id(),
        subject.key(),
        clock.instant());
  }

  /** Adds to the changes that the count starts anew after a success. */
  public void succeeded(Changes changes, Tenant tenant, Subject subject) {
    changes.add(
        "delete from login_guard where tenant = ? and subject = ? and (locked_until is null or"
            + " locked_until <= ?)",
        tenant.id(),
        subject.key(),
        clock.instant());
  }

  /** Adds to the changes that the count starts anew, and that a lock is over. */
  void forget(Changes changes, Tenant tenant, List<Subject> subjects) {
    changes.add(
        "delete from login_guard where tenant = ? and subject = any(?)",
        tenant.id(),
        subjects.stream().map(Subject::key).toList());
  }

  /**
   * Adds to the changes that all locks of the profile are lifted: its owner has shown a mailed or
   * texted code.
   */
  public void lift(Changes changes, Tenant tenant, UUID profileId) {
    String key = Subject.of(profileId).key();
    changes.add(
        "delete from login_guard where tenant = ? and (subject = ? or subject like ? || ':%')",
        tenant.id(), key, key);
  }
}
