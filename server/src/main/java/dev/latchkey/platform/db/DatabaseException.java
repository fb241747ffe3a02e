package dev.latchkey.platform.db;

import java.sql.SQLException;

/** The database could not do what was asked. */
public final class DatabaseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean unavailable;

  DatabaseException(SQLException cause) {
    super(cause.getMessage(), cause);
    String state = cause.getSQLState() == null ? "" : cause.getSQLState();
    // 08: connection, 53: resources, 57P: shutting down or starting; Hikari's time-out has no
    // state.
    this.unavailable =
        state.isEmpty()
            || state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("57P");
  }

  /** Whether the database is away or too busy, so that a later try may succeed. */
  public boolean isUnavailable() {
    return unavailable;
  }
}
