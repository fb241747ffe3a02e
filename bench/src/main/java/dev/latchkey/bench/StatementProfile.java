package dev.latchkey.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement that an operation has the database do, by {@code pg_stat_statements}.
 *
 * @param executeMillis of all calls together, without the wait for the commit
 */
record StatementProfile(
    String text, long calls, double planMillis, double executeMillis, double walBytes) {

  /** Has the embedded database load the module when it starts the next time. */
  static void switchOn(Database database) throws SQLException {
    try (Connection connection = database.connect()) {
      execute(connection, "alter system set shared_preload_libraries = 'pg_stat_statements'");
      execute(connection, "alter system set pg_stat_statements.track_planning = on");
    }
  }

  static void begin(Connection connection) throws SQLException {
    execute(connection, "create extension if not exists pg_stat_statements");
    execute(connection, "select pg_stat_statements_reset()");
  }

  /** Those that take the most time, first. */
  static List<StatementProfile> read(Connection connection) throws SQLException {
    List<StatementProfile> statements = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select regexp_replace(query, '\\s+', ' ', 'g'), calls, total_plan_time, total_exec_time,
                  wal_bytes
                from pg_stat_statements where calls > 0 order by total_plan_time + total_exec_time desc limit 10\
                """)) {
      while (rows.next()) {
        statements.add(
            new StatementProfile(
                rows.getString(1),
                rows.getLong(2),
                rows.getDouble(3),
                rows.getDouble(4),
                rows.getDouble(5)));
      }
    }
    return statements;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
