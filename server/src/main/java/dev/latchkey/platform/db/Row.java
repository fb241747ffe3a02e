package dev.latchkey.platform.db;

import dev.latchkey.platform.json.Json;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How one record type is read from a row: a reader for each component and the canonical
 * constructor. A component that is a record itself takes its own columns.
 */
final class Row<T> {

  private interface Column {
    @Nullable Object read(ResultSet row, int index) throws SQLException;
  }

  private static final ClassValue<Row<?>> ROWS =
      new ClassValue<>() {
        @Override
        protected Row<?> computeValue(Class<?> type) {
          return new Row<>(type);
        }
      };

  private final Class<T> type;
  private final List<String> names = new ArrayList<>();
  private final Column[] columns;
  private final int[] offsets;
  private final MethodHandle constructor;
  private volatile boolean checked;

  private Row(Class<T> type) {
    this.type = type;
    if (!type.isRecord()) {
      // A single column read as itself.
      this.columns = new Column[] {column(type)};
      this.offsets = new int[1];
      this.constructor = MethodHandles.identity(Object.class);
      return;
    }
    RecordComponent[] components = type.getRecordComponents();
    this.columns = new Column[components.length];
    this.offsets = new int[components.length];
    for (int i = 0; i < components.length; i++) {
      Class<?> component = components[i].getType();
      offsets[i] = names.size();
      if (component.isRecord()) {
        Row<?> nested = of(component);
        names.addAll(nested.names);
        columns[i] = nested::readNested;
      } else {
        names.add(snakeCase(components[i].getName()));
        columns[i] = column(component);
      }
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var declared = type.getDeclaredConstructor(types);
      declared.setAccessible(true);
      this.constructor =
          MethodHandles.lookup()
              .unreflectConstructor(declared)
              .asType(MethodType.genericMethodType(types.length))
              .asSpreader(Object[].class, types.length);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  @SuppressWarnings("unchecked")
  static <T> Row<T> of(Class<T> type) {
    return (Row<T>) ROWS.get(type);
  }

  T read(ResultSet row) throws SQLException {
    if (names.isEmpty()) {
      @SuppressWarnings("unchecked")
      T single = (T) columns[0].read(row, 1);
      if (single == null) {
        throw new IllegalStateException("null where a " + type.getSimpleName() + " was asked for");
      }
      return single;
    }
    if (!checked) {
      check(row.getMetaData());
    }
    return make(row, 1);
  }

  /** Null when the first column is: the row of an outer join that found nothing. */
  private @Nullable T readNested(ResultSet row, int index) throws SQLException {
    return row.getObject(index) == null ? null : make(row, index);
  }

  private T make(ResultSet row, int index) throws SQLException {
    @Nullable Object[] values = new @Nullable Object[columns.length];
    for (int i = 0; i < columns.length; i++) {
      values[i] = columns[i].read(row, index + offsets[i]);
    }
    try {
      return type.cast((Object) constructor.invokeExact(values));
    } catch (Throwable e) {
      throw new IllegalStateException("Row does not make a " + type.getSimpleName(), e);
    }
  }

  private void check(ResultSetMetaData meta) throws SQLException {
    if (meta.getColumnCount() != names.size()) {
      throw new IllegalStateException(
          "%d columns for %s with %d components"
              .formatted(meta.getColumnCount(), type.getSimpleName(), names.size()));
    }
    for (int i = 0; i < names.size(); i++) {
      if (!meta.getColumnLabel(i + 1).equals(names.get(i))) {
        throw new IllegalStateException(
            "Column %d of %s is %s, not %s"
                .formatted(i + 1, type.getSimpleName(), meta.getColumnLabel(i + 1), names.get(i)));
      }
    }
    checked = true;
  }

  private static Column column(Class<?> type) {
    if (type == String.class) {
      return ResultSet::getString;
    } else if (type == UUID.class) {
      return (row, i) -> row.getObject(i, UUID.class);
    } else if (type == Instant.class) {
      return (row, i) -> {
        OffsetDateTime time = row.getObject(i, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
      };
    } else if (type == int.class || type == Integer.class) {
      return (row, i) -> {
        int value = row.getInt(i);
        return row.wasNull() ? null : value;
      };
    } else if (type == long.class || type == Long.class) {
      return (row, i) -> {
        long value = row.getLong(i);
        return row.wasNull() ? null : value;
      };
    } else if (type == double.class || type == Double.class) {
      return (row, i) -> {
        double value = row.getDouble(i);
        return row.wasNull() ? null : value;
      };
    } else if (type == boolean.class || type == Boolean.class) {
      return (row, i) -> {
        boolean value = row.getBoolean(i);
        return row.wasNull() ? null : value;
      };
    } else if (type == byte[].class) {
      return ResultSet::getBytes;
    } else if (type == List.class) {
      return (row, i) -> {
        Array array = row.getArray(i);
        return array == null ? List.of() : List.of((String[]) array.getArray());
      };
    } else if (type == JsonNode.class) {
      return (row, i) -> {
        String json = row.getString(i);
        return json == null ? null : Json.read(json);
      };
    }
    throw new IllegalStateException("No column type for " + type);
  }

  private static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
