package dev.latchkey.platform.db;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL: each call is one round trip. On {@link Db} every call is a transaction of its own;
 * inside {@link Db#tx} all calls are one.
 *
 * <p>Arguments: String, UUID, Integer, Long, Boolean, {@code byte[]}, Instant (timestamptz),
 * Duration (seconds), List of String ({@code text[]}), JsonNode (jsonb), null.
 *
 * <p>Rows become records: column {@code given_name} fills component {@code givenName}, in the order
 * of the components, every column has its component. A component that may be null is
 * {@code @Nullable}. A component that is a record takes the columns of its own components, and is
 * null when the first of them is.
 */
public interface Sql {

  /** The row, if there is one. More than one row is an error of the statement. */
  <T> Optional<T> one(Class<T> type, String sql, @Nullable Object... args);

  <T> List<T> list(Class<T> type, String sql, @Nullable Object... args);

  /** Runs an insert, update or delete and returns how many rows it touched. */
  int update(String sql, @Nullable Object... args);
}
