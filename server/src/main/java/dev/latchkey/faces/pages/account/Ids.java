package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import java.util.UUID;

/** Ids that a page had given out. Whose they are, the flows look up. */
final class Ids {

  private Ids() {}

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code RESOURCE_NOT_FOUND} when it is none
   */
  static UUID of(Fields form, String name) {
    String text = form.required(name, Limits.NAME);
    form.check();
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw ApiError.RESOURCE_NOT_FOUND.causedBy(e);
    }
  }
}
