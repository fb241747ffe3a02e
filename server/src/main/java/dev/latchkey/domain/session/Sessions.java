package dev.latchkey.domain.session;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.webhook.Admitted;
import dev.latchkey.domain.webhook.LogoutNotices;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Opens, renews and ends sessions. A session is limited since its last use and since its login
 * (ASVS 7.3.1, 7.3.2). Thread-safe.
 */
public final class Sessions {

  /** A session that was just opened, with the cookie's value: kept here as a hash only. */
  public record Opened(Session session, String cookie) {}

  /**
   * A use is written down at most this often: a session may end that much too early, never too
   * late.
   */
  private static final Duration TOUCH_INTERVAL = Duration.ofMinutes(1);

  private final LogoutNotices notices;
  private final Secrets secrets;
  private final InstantSource clock;

  public Sessions(LogoutNotices notices, Secrets secrets, InstantSource clock) {
    this.notices = notices;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Adds a new session to the changes: a new id and a new cookie at every login, so none can be
   * fixed beforehand (attack class 18).
   */
  public Opened open(
      Changes changes, Tenant tenant, Admitted admitted, boolean persistent, Caller caller) {
    Authenticated user = admitted.user();
    UUID id = secrets.uuid();
    String cookie = secrets.token();
    Instant now = clock.instant();
    changes.add(
        """
        insert into session (tenant, id, profile_id, cookie_hash, auth_time, auth_type, amr, stepped_up_at, persistent, created_at,
          last_used_at, expires_at, ends_at, ip, user_agent)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        tenant.id(),
        id,
        user.profile().id(),
        Digest.sha256(cookie),
        user.authTime(),
        user.authType(),
        user.amr(),
        user.isOfTwoFactors() ? user.authTime() : null,
        persistent,
        now,
        now,
        now.plus(tenant.session().lifetime()),
        now.plus(tenant.session().loginRequiredAfter()),
        caller.ip(),
        caller.userAgent());
    return new Opened(Session.opened(id, user, persistent), cookie);
  }

  /** Goes on with the user's live session and adds to the changes that it was used. */
  public Session resume(Changes changes, Tenant tenant, LiveSession live, Admitted admitted) {
    if (!live.proof().profileId().equals(admitted.user().profile().id())) {
      throw new IllegalArgumentException("The session of another user");
    }
    Instant now = clock.instant();
    if (live.lastUsedAt().plus(TOUCH_INTERVAL).isBefore(now)) {
      changes.add(
          "update session set last_used_at = ?, expires_at = ? where tenant = ? and id = ? and"
              + " ended_at is null",
          now,
          now.plus(tenant.session().lifetime()),
          tenant.id(),
          live.proof().sessionId());
    }
    return Session.resumed(live);
  }

  /**
   * Adds that the session is live, or nothing of the changes is written: {@code
   * ACCESS_TOKEN_INVALID}. Holds it until then.
   */
  public static void hold(Changes changes, Tenant tenant, UUID id) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.ACCESS_TOKEN_INVALID.exception();
        },
        "update session set ended_at = null where tenant = ? and id = ? and ended_at is null",
        tenant.id(),
        id);
  }

  /**
   * Adds that more was shown in the session: whoever it lets in from now on, at whatever API, is as
   * strongly authenticated. If it has ended, nothing of the changes is written: {@code
   * ACCESS_TOKEN_INVALID}.
   */
  public void strengthen(Changes changes, Tenant tenant, UUID id, Authenticated user) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.ACCESS_TOKEN_INVALID.exception();
        },
        """
        update session set amr = ?, auth_time = ?, stepped_up_at = ?
        where tenant = ? and id = ? and profile_id = ? and ended_at is null\
        """,
        user.amr(),
        user.authTime(),
        user.isOfTwoFactors() ? user.authTime() : null,
        tenant.id(),
        id,
        user.profile().id());
  }

  /**
   * Adds that more was shown in the browser's session, which goes on under a new cookie: the old
   * one is worth nothing, whoever else has it (attack class 18). If it has ended, nothing of the
   * changes is written: {@code LOGIN_REQUIRED}.
   */
  public Opened renew(Changes changes, Tenant tenant, LiveSession live, Admitted admitted) {
    if (!live.proof().profileId().equals(admitted.user().profile().id())) {
      throw new IllegalArgumentException("The session of another user");
    }
    Authenticated user = admitted.user();
    String cookie = secrets.token();
    Instant now = clock.instant();
    changes.addExactlyOne(
        () -> {
          throw ApiError.LOGIN_REQUIRED.exception();
        },
        """
        update session set cookie_hash = ?, amr = ?, auth_time = ?, stepped_up_at = ?, last_used_at = ?, expires_at = ?
        where tenant = ? and id = ? and ended_at is null\
        """,
        Digest.sha256(cookie),
        user.amr(),
        user.authTime(),
        user.isOfTwoFactors() ? user.authTime() : null,
        now,
        now.plus(tenant.session().lifetime()),
        tenant.id(),
        live.proof().sessionId());
    return new Opened(Session.opened(live.proof().sessionId(), user, live.persistent()), cookie);
  }

  /**
   * As {@link #strengthen}, of a session that goes on beside another one; nothing when it has
   * ended.
   */
  public void strengthenIfLive(Changes changes, Tenant tenant, UUID id, Authenticated user) {
    changes.add(
        """
        update session set amr = ?, auth_time = ?, stepped_up_at = ?
        where tenant = ? and id = ? and profile_id = ? and ended_at is null\
        """,
        user.amr(),
        user.authTime(),
        user.isOfTwoFactors() ? user.authTime() : null,
        tenant.id(),
        id,
        user.profile().id());
  }

  /** Adds to the changes that the session ends. */
  public void end(Changes changes, Tenant tenant, UUID id) {
    end(changes, tenant, "id = ?", id);
  }

  /** Adds to the changes that the session of that cookie ends. */
  public void end(Changes changes, Tenant tenant, String cookie) {
    end(changes, tenant, "cookie_hash = ?", Digest.sha256(cookie));
  }

  /** Adds to the changes that all sessions of the profile end, but for one. */
  public void endAll(Changes changes, Tenant tenant, UUID profileId, @Nullable UUID except) {
    end(changes, tenant, "profile_id = ? and id is distinct from ?::uuid", profileId, except);
  }

  /** The one place where sessions end: whoever is to know of it is told from here. */
  private void end(Changes changes, Tenant tenant, String which, @Nullable Object... args) {
    Instant now = clock.instant();
    @Nullable Object[] all = new @Nullable Object[args.length + 2];
    all[0] = now;
    all[1] = tenant.id();
    System.arraycopy(args, 0, all, 2, args.length);
    changes.add(
        "update session set ended_at = ? where tenant = ? and ended_at is null and " + which, all);
    notices.ended(changes, tenant, now, which, args);
  }
}
