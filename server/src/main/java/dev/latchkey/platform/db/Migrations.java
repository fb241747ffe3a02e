package dev.latchkey.platform.db;

import java.util.Optional;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema to this version: {@code db/migration/V*.sql}. One query decides whether the
 * migration library, which costs half a second of a start, is needed at all.
 */
public final class Migrations {

  /** The number of the newest migration under {@code db/migration}. */
  static final int LATEST = 17;

  private static final String HISTORY = "schema_history";

  private Migrations() {}

  /** Runs the migrations that the database lacks; Flyway is slow to start, so only then. */
  public static void bringUpToDate(Db db) {
    if (presentVersion(db) < LATEST) {
      Flyway.configure()
          .dataSource(db.dataSource())
          .table(HISTORY)
          .locations("classpath:db/migration")
          .failOnMissingLocations(true)
          .load()
          .migrate();
    }
    // A newer schema is fine: migrations only expand, so one release back can still run (DESIGN
    // 3.5).
  }

  private static int presentVersion(Db db) {
    Optional<Boolean> exists =
        db.one(
            Boolean.class,
            "select to_regclass(current_schema() || '." + HISTORY + "') is not null");
    if (!exists.orElse(false)) {
      return 0;
    }
    return db.one(
            Integer.class,
            "select coalesce(max(version::int), 0) from " + HISTORY + " where success")
        .orElse(0);
  }
}
