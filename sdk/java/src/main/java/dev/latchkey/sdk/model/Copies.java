package dev.latchkey.sdk.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies that nobody can change; unlike the JDK's they may hold null, as JSON may. */
final class Copies {

  private Copies() {}

  static <T> List<T> listOf(List<T> list) {
    return Collections.unmodifiableList(new ArrayList<>(list));
  }

  static <T> @Nullable List<T> list(@Nullable List<T> list) {
    return list == null ? null : listOf(list);
  }

  static <V> @Nullable Map<String, V> map(@Nullable Map<String, V> map) {
    return map == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
