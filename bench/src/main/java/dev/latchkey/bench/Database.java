package dev.latchkey.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/**
 * The database that a running server started.
 *
 * @param url JDBC address
 * @param postmaster the process that all others are children of
 */
record Database(String url, String password, long postmaster) {

  /**
   * What sessions did.
   *
   * @param activeMillis time in statements, waiting for the disk included
   */
  record Activity(double activeMillis, long transactions) {

    Activity since(Activity before) {
      return new Activity(activeMillis - before.activeMillis, transactions - before.transactions);
    }
  }

  /**
   * @param data the server's data folder
   */
  static Database in(Path data) throws IOException {
    // PostgreSQL: the first line is the process, the fourth the port
    List<String> pid = Files.readAllLines(data.resolve("postgres/data/postmaster.pid"));
    return new Database(
        "jdbc:postgresql://127.0.0.1:" + pid.get(3).strip() + "/postgres?sslmode=disable",
        Files.readString(data.resolve("postgres/password")),
        Long.parseLong(pid.get(0).strip()));
  }

  Connection connect() throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", "latchkey");
    login.setProperty("password", password);
    login.setProperty("prepareThreshold", "1");
    return DriverManager.getConnection(url, login);
  }

  /**
   * Has the planner know what is there by now, as it would by itself some minute later: until then
   * it plans for tables that are empty.
   */
  static void analyze(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("analyze");
    }
  }

  /** Sessions report at most once a second what they did: both ends of a window lag alike. */
  static Activity activity(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select active_time, xact_commit + xact_rollback from pg_stat_database
                where datname = current_database()\
                """)) {
      rows.next();
      return new Activity(rows.getDouble(1), rows.getLong(2));
    }
  }
}
