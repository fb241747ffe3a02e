package dev.latchkey.domain.event;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Db;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the event log. Thread-safe. */
public final class EventLog {

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
  public List<LoggedEvent> of(Tenant tenant, UUID profileId, @Nullable UUID before, int limit) {
    return db.list(
        LoggedEvent.class,
        """
        select id, type, at, profile_id, client_id, auth_type, ip, user_agent, details from event
        where tenant = ? and profile_id = ? and id < ?
        order by id desc limit ?\
        """,
        tenant.id(),
        profileId,
        before == null ? END : before,
        limit);
  }
}
