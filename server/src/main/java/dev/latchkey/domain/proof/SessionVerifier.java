package dev.latchkey.domain.proof;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.profile.ProfileDetails;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks a session: one query. */
public final class SessionVerifier {

  /**
   * A live session.
   *
   * @param authType how its login was done
   */
  public record LiveSession(
      SessionProof proof,
      ProfileDetails details,
      boolean persistent,
      String authType,
      Instant lastUsedAt) {}

  private record Row(
      UUID sessionId,
      Instant authTime,
      String authType,
      List<String> amr,
      boolean persistent,
      Instant lastUsedAt,
      ProfileDetails details) {}

  private static final String SQL =
      """
      select session.id as session_id, session.auth_time, session.auth_type, session.amr, session.persistent, session.last_used_at,
      """
          + ProfileDetails.COLUMNS
          + " from session join profile on profile.tenant = session.tenant and profile.id ="
          + " session.profile_id"
          + ProfileDetails.JOINS
          + """
          where session.tenant = ? and %s = ? and session.ended_at is null
            and session.expires_at > ? and session.ends_at > ? and profile.suspended_at is null\
          """;

  private final Db db;
  private final InstantSource clock;

  public SessionVerifier(Db db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /** Whether that is the cookie of a live session of the profile. */
  public boolean isOf(Tenant tenant, UUID profileId, @Nullable String cookie) {
    return cookie != null
        && find(tenant, cookie)
            .filter(live -> live.proof().profileId().equals(profileId))
            .isPresent();
  }

  /** The session of that cookie, if it is live. */
  public Optional<LiveSession> find(Tenant tenant, String cookie) {
    return find(tenant, "session.cookie_hash", Digest.sha256(cookie));
  }

  /**
   * The user whose session that is the cookie of, on a page of our own.
   *
   * @param client whose users manage their account there; one of the operator's own
   */
  public Optional<PageProof> owner(Tenant tenant, Client client, String cookie) {
    if (!client.isFirstParty()) {
      throw new IllegalArgumentException("A client of another party");
    }
    return find(tenant, cookie)
        .filter(live -> !live.details().profile().lite())
        .map(live -> new PageProof(client, live));
  }

  /** The session that the challenge was asked in, if it is live. */
  public Optional<LiveSession> find(Tenant tenant, Challenge challenge) {
    UUID id = challenge.sessionId();
    return id == null ? Optional.empty() : find(tenant, "session.id", id);
  }

  private Optional<LiveSession> find(Tenant tenant, String column, Object value) {
    Instant now = clock.instant();
    return db.one(Row.class, SQL.formatted(column), tenant.id(), value, now, now)
        .map(row ->
            new LiveSession(
                new SessionProof(
                    row.details().profile().id(), row.sessionId(), row.authTime(), row.amr(), now),
                row.details(),
                row.persistent(),
                row.authType(),
                row.lastUsedAt()));
  }
}
