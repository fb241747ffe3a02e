package dev.latchkey.platform.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import tools.jackson.databind.JsonNode;

/** {@link Sql} on one connection. */
final class Statements implements Sql {

  private final Connection connection;

  Statements(Connection connection) {
    this.connection = connection;
  }

  @Override
  public <T> Optional<T> one(Class<T> type, String sql, @Nullable Object... args) {
    List<T> rows = list(type, sql, args);
    if (rows.size() > 1) {
      throw new IllegalStateException(rows.size() + " rows where one was expected: " + sql);
    }
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
  }

  @Override
  public <T> List<T> list(Class<T> type, String sql, @Nullable Object... args) {
    try (PreparedStatement statement = prepare(sql, args);
        ResultSet rows = statement.executeQuery()) {
      Row<T> reader = Row.of(type);
      List<T> list = new ArrayList<>(1);
      while (rows.next()) {
        list.add(reader.read(rows));
      }
      return list;
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  @Override
  public int update(String sql, @Nullable Object... args) {
    try (PreparedStatement statement = prepare(sql, args)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  /** Several statements in one round trip; the counts of the rows each of them touched. */
  List<Integer> run(String sql, List<@Nullable Object> args) {
    try (PreparedStatement statement = prepare(sql, args.toArray())) {
      List<Integer> counts = new ArrayList<>();
      statement.execute();
      for (int count = statement.getUpdateCount(); count >= 0; count = statement.getUpdateCount()) {
        counts.add(count);
        statement.getMoreResults();
      }
      return counts;
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  private PreparedStatement prepare(String sql, @Nullable Object[] args) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < args.length; i++) {
        bind(statement, i + 1, args[i]);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private void bind(PreparedStatement statement, int index, @Nullable Object arg)
      throws SQLException {
    switch (arg) {
      case null -> statement.setNull(index, Types.NULL);
      case String text -> statement.setString(index, text);
      case UUID id -> statement.setObject(index, id);
      case Integer number -> statement.setInt(index, number);
      case Long number -> statement.setLong(index, number);
      case Double number -> statement.setDouble(index, number);
      case Boolean truth -> statement.setBoolean(index, truth);
      case byte[] bytes -> statement.setBytes(index, bytes);
      case Instant time -> statement.setObject(index, time.atOffset(ZoneOffset.UTC));
      case Duration duration -> statement.setLong(index, duration.toSeconds());
      case JsonNode json -> statement.setObject(index, json.toString(), Types.OTHER);
      case List<?> texts ->
          statement.setArray(index, connection.createArrayOf("text", texts.toArray()));
      default -> throw new IllegalArgumentException("No way to bind a " + arg.getClass());
    }
  }

  static RuntimeException translate(SQLException e) {
    if ("23505".equals(e.getSQLState()) && e instanceof PSQLException cause) {
      ServerErrorMessage message = cause.getServerErrorMessage();
      String constraint = message == null ? null : message.getConstraint();
      return new ConstraintViolation(constraint == null ? "" : constraint, e);
    }
    return new DatabaseException(e);
  }
}
