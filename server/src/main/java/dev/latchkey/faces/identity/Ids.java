package dev.latchkey.faces.identity;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ids as callers send them. */
final class Ids {

  // UUID.fromString takes much that is none.
  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Ids() {}

  /** The field's id; null when absent; a fault when it is none. */
  static @Nullable UUID optional(Fields fields, String name) {
    String text = fields.text(name, 36);
    if (text == null) {
      return null;
    }
    if (!FORM.matcher(text).matches()) {
      fields.invalid(name, "Must be an id");
      return null;
    }
    return UUID.fromString(text);
  }

  /**
   * The id in a path.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code RESOURCE_NOT_FOUND} when it is none:
   *     nothing can have it
   */
  static UUID ofPath(String text) {
    if (!FORM.matcher(text).matches()) {
      throw ApiError.RESOURCE_NOT_FOUND.exception();
    }
    return UUID.fromString(text);
  }
}
