package dev.latchkey.testkit;

import dev.latchkey.app.Configuration;
import dev.latchkey.app.KeyRotation;
import dev.latchkey.app.Latchkey;
import dev.latchkey.app.Options;
import dev.latchkey.platform.config.Environment;
import dev.latchkey.platform.http.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real server in this process, on a database of its own, with a clock that can be set. */
public final class TestServer implements AutoCloseable {

  static {
    Http.sendAnyHeader();
  }

  private final Latchkey latchkey;
  private final Configuration configuration;
  private final TestClock clock;
  private final String databaseUrl;
  private final Path directory;
  private final String url;

  private TestServer(
      Latchkey latchkey,
      Configuration configuration,
      TestClock clock,
      String databaseUrl,
      Path directory,
      String url) {
    this.latchkey = latchkey;
    this.configuration = configuration;
    this.clock = clock;
    this.databaseUrl = databaseUrl;
    this.directory = directory;
    this.url = url;
  }

  /** With {@link TestConfig#standard()}. */
  public static TestServer start() {
    return start(TestConfig.standard());
  }

  public static TestServer start(TestConfig config) {
    return start(config, TestDatabase.create(), new TestClock());
  }

  /**
   * A second node of the same installation: the same database, clock and configuration, another
   * port.
   */
  public TestServer secondNode(TestConfig config) {
    return start(config, databaseUrl, clock);
  }

  /** Nodes of one installation that all start at the same moment, on an empty database. */
  public static List<TestServer> startTogether(TestConfig config, int nodes) {
    String databaseUrl = TestDatabase.create();
    TestClock clock = new TestClock();
    return Together.run(nodes, i -> start(config, databaseUrl, clock));
  }

  /**
   * As in production: strict with its configuration, without inbox, messages go to the mail server
   * that is named.
   */
  public static TestServer serve(TestConfig config) {
    return start(Configuration.Mode.SERVE, config, TestDatabase.create(), new TestClock());
  }

  /** With the configuration that {@code latchkey dev} has when it is given none. */
  public static TestServer startDemo() {
    return start(null, TestDatabase.create(), new TestClock());
  }

  private static TestServer start(
      @Nullable TestConfig config, String databaseUrl, TestClock clock) {
    return start(Configuration.Mode.DEV, config, databaseUrl, clock);
  }

  private static TestServer start(
      Configuration.Mode mode, @Nullable TestConfig config, String databaseUrl, TestClock clock) {
    try {
      Path directory = Files.createTempDirectory("latchkey-test");
      Path file =
          config == null
              ? null
              : Files.writeString(directory.resolve("latchkey.yaml"), config.text());
      Options options =
          new Options(
              Map.of(
                  "port",
                  "0",
                  "address",
                  "127.0.0.1",
                  "data",
                  directory.toString(),
                  "database_url",
                  databaseUrl,
                  "database_user",
                  TestDatabase.user(),
                  "database_password",
                  TestDatabase.password()));
      Configuration configuration = Configuration.load(mode, file, options, Environment.system());
      Latchkey latchkey =
          Latchkey.start(configuration, mode, progress -> {}, clock, new SecureRandom());
      return new TestServer(
          latchkey,
          configuration,
          clock,
          databaseUrl,
          directory,
          "http://localhost:" + latchkey.port());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the command {@code rotate-keys} does, by the clock of the server. */
  public void rotateKeys(boolean compromised) {
    new KeyRotation(configuration, clock, new SecureRandom()).run(null, compromised);
  }

  /** Scheme, host and port. */
  public String url() {
    return url;
  }

  public TestClock clock() {
    return clock;
  }

  /** A client without cookies and origin, as a back end is. */
  public Http http() {
    return Http.to(url);
  }

  /** A browser on a page of the standard client's origin. */
  public Http browser() {
    return http().browser(TestConfig.ORIGIN);
  }

  public Inbox inbox() {
    // One that failed waits for its next try, which may be hours away.
    String waiting = "select count(*) from outbox where state = 'queued' and last_error is null";
    return new Inbox(http(), () -> sql(waiting).equals("0"));
  }

  /** Every method and path that is answered. */
  public List<Router.Entry> routes() {
    return latchkey.routes();
  }

  /** The first column of the first row, to look behind the server's back. */
  public String sql(String query) {
    try (Connection connection = TestDatabase.connect(databaseUrl);
        Statement statement = connection.createStatement()) {
      if (!statement.execute(query)) {
        return Integer.toString(statement.getUpdateCount());
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? String.valueOf(rows.getString(1)) : "";
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Cuts every connection that the server has to its database, as a fail-over does. */
  public void terminateDatabaseConnections() {
    sql(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()");
  }

  public String databaseUrl() {
    return databaseUrl;
  }

  /** The folder of the configuration file. */
  public Path directory() {
    return directory;
  }

  @Override
  public void close() {
    latchkey.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
