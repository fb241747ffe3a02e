package dev.latchkey.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A pool of connections to PostgreSQL. Thread-safe. */
public final class Db implements Sql, AutoCloseable {

  /**
   * @param url JDBC address
   * @param password empty when the address carries it
   * @param connections at most open at once
   * @param durable whether a commit waits for the disk. Counters that may lose their last half
   *     second in a crash need not.
   */
  public record Settings(
      String url, String user, String password, int connections, boolean durable) {

    @Override
    public String toString() {
      return "Settings[" + connections + " connections]";
    }
  }

  private static final int MAX_TRIES = 8;

  private final HikariDataSource pool;

  public Db(Settings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(settings.durable() ? "db" : "db-relaxed");
    config.setJdbcUrl(settings.url());
    if (!settings.user().isEmpty()) {
      config.setUsername(settings.user());
      config.setPassword(settings.password());
    }
    config.setMaximumPoolSize(settings.connections());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
    config.setInitializationFailTimeout(Duration.ofSeconds(10).toMillis());
    config.setMaxLifetime(Duration.ofMinutes(20).toMillis());
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", "30");
    config.addDataSourceProperty("prepareThreshold", "2");
    config.addDataSourceProperty("preparedStatementCacheQueries", "512");
    config.addDataSourceProperty("ApplicationName", "latchkey");
    // What it adds to an error shows values, which are not for the log.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    // Types are told by where the argument stands, so a text can fill a jsonb or an enum.
    config.addDataSourceProperty("stringtype", "unspecified");
    config.addDataSourceProperty(
        "options", "-c timezone=UTC" + (settings.durable() ? "" : " -c synchronous_commit=off"));
    this.pool = new HikariDataSource(config);
  }

  @Override
  public <T> Optional<T> one(Class<T> type, String sql, @Nullable Object... args) {
    return withStatements(statements -> statements.one(type, sql, args));
  }

  @Override
  public <T> List<T> list(Class<T> type, String sql, @Nullable Object... args) {
    return withStatements(statements -> statements.list(type, sql, args));
  }

  @Override
  public int update(String sql, @Nullable Object... args) {
    ToIntFunction<Statements> run = statements -> statements.update(sql, args);
    return withStatements(run::applyAsInt);
  }

  /** An empty set of changes. */
  public Changes changes() {
    return new Changes(this);
  }

  /**
   * Runs {@code work} in one transaction and again from its start when the database asks for it
   * (SQLSTATE 40001, 40P01): it must have no other effects. No network calls in here.
   */
  public <T> T tx(Function<Sql, T> work) {
    return txStatements(work::apply);
  }

  <T> T withStatements(Function<Statements, T> work) {
    return retried(connection -> {
      return work.apply(new Statements(connection));
    });
  }

  <T> T txStatements(Function<? super Statements, T> work) {
    return retried(connection -> {
      connection.setAutoCommit(false);
      try {
        T result = work.apply(new Statements(connection));
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollBack(connection, e);
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    });
  }

  private static void rollBack(Connection connection, Throwable why) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }

  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private <T> T retried(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = pool.getConnection()) {
        return work.run(connection);
      } catch (SQLException e) {
        if (!isRetryable(e) || attempt == MAX_TRIES) {
          throw Statements.translate(e);
        }
      } catch (DatabaseException e) {
        if (!(e.getCause() instanceof SQLException cause)
            || !isRetryable(cause)
            || attempt == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private static boolean isRetryable(SQLException e) {
    return "40001".equals(e.getSQLState()) || "40P01".equals(e.getSQLState());
  }

  /** For a library that wants a data source, such as the migrations'. */
  javax.sql.DataSource dataSource() {
    return pool;
  }

  @Override
  public void close() {
    pool.close();
  }
}
