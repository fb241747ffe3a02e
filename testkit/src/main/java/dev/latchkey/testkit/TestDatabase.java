package dev.latchkey.testkit;

import dev.latchkey.platform.db.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for all tests of this process, with a database for each server that asks. */
public final class TestDatabase {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final EmbeddedPostgres POSTGRES = start();

  private TestDatabase() {}

  private static EmbeddedPostgres start() {
    // One directory for each process: test runs at the same time do not meet.
    Path directory =
        Path.of("target", "postgres-" + ProcessHandle.current().pid()).toAbsolutePath();
    EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, progress -> {});
    Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
    return postgres;
  }

  /** The JDBC address of a new, empty database. */
  public static String create() {
    String name = "test" + COUNT.incrementAndGet();
    try (Connection connection = connect(POSTGRES.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return POSTGRES.jdbcUrl().replaceFirst("(?<=:\\d{1,5}/)[^?]+", name);
  }

  /** A connection to look behind the server's back with. */
  public static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, user(), password());
  }

  public static String user() {
    return POSTGRES.user();
  }

  public static String password() {
    return POSTGRES.password();
  }
}
