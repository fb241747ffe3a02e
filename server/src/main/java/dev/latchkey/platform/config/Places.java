package dev.latchkey.platform.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where in the file each value of the tree was written, by JSON pointer (RFC 6901). */
final class Places {
  private final Map<String, Place> byPointer = new HashMap<>();

  /**
   * Where one value was written. Lines and columns count from 1.
   *
   * @param path the place for people: {@code tenants[0].name}
   * @param line of the value; of its key when the value is a list, a mapping or empty, since that
   *     is where a reader looks
   * @param keyLine of the key it stands under; of the value itself when it has none
   * @param written the source text of a scalar without quotes, else null
   * @param placeholders what was filled in, such as {@code ${NAME}}, else null; the value must not
   *     be shown then
   */
  record Place(
      String path,
      int line,
      int column,
      int keyLine,
      int keyColumn,
      @Nullable String written,
      @Nullable String placeholders) {}

  void put(String pointer, Place place) {
    byPointer.put(pointer, place);
  }

  /** The place of exactly this value. */
  @Nullable Place get(String pointer) {
    return byPointer.get(pointer);
  }

  /** The place of this value, or of the nearest one around it that is in the file. */
  Place nearest(String pointer) {
    Place place = byPointer.get(pointer);
    if (place != null) {
      return place;
    }
    int slash = pointer.lastIndexOf('/');
    if (slash < 0) {
      return new Place("", 0, 0, 0, 0, null, null);
    }
    Place around = nearest(pointer.substring(0, slash));
    return new Place(
        Pointers.path(around.path(), Pointers.unescape(pointer.substring(slash + 1))),
        around.line(),
        around.column(),
        around.keyLine(),
        around.keyColumn(),
        null,
        null);
  }

  Problem problem(String pointer, String message, String mend) {
    Place place = nearest(pointer);
    return new Problem(place.line(), place.column(), place.path(), message, mend);
  }

  /** A problem with the key rather than with what stands under it. */
  Problem problemWithKey(String pointer, String message, String mend) {
    Place place = nearest(pointer);
    return new Problem(place.keyLine(), place.keyColumn(), place.path(), message, mend);
  }

  /** What was filled in to make this value, or null if it is as written. */
  @Nullable String placeholders(String pointer) {
    Place place = byPointer.get(pointer);
    return place == null ? null : place.placeholders();
  }

  /** Whether this value, or anything inside it, was filled in. */
  boolean holdsPlaceholders(String pointer) {
    String inside = pointer + "/";
    return byPointer.entrySet().stream()
        .filter(entry -> entry.getValue().placeholders() != null)
        .anyMatch(entry -> entry.getKey().equals(pointer) || entry.getKey().startsWith(inside));
  }
}
