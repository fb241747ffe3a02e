package dev.latchkey.domain.event;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the event log. Thread-safe. */
public final class EventLog {

  /** An event as it was written down. */
  public record Logged(
      UUID id,
      String type,
      Instant at,
      @Nullable String clientId,
      @Nullable String authType,
      String ip,
      String userAgent,
      JsonNode details) {}

  /** Greater than every id. */
  private static final UUID END = new UUID(-1, -1);

  private final Db db;

  public EventLog(Db db) {
    this.db = db;
  }

  /**
   * The events of a profile, newest first: ids grow with time.
   *
   * @param before only those before that event; null: from the newest on
   */
  public List<Logged> of(Tenant tenant, UUID profileId, @Nullable UUID before, int limit) {
    return db.list(
        Logged.class,
        """
        select id, type, at, client_id, auth_type, ip, user_agent, details from event
        where tenant = ? and profile_id = ? and id < ?
        order by id desc limit ?\
        """,
        tenant.id(),
        profileId,
        before == null ? END : before,
        limit);
  }
}
