package dev.latchkey.domain.error;

/**
 * One field that cannot be used: an element of {@code error_details} (contract section 1.5).
 *
 * @param field dotted path from the body's root, such as {@code data.email}
 * @param message English text
 * @param code {@code missing} or {@code invalid}
 */
public record FieldError(String field, String message, String code) {

  public static FieldError missing(String field) {
    return new FieldError(field, "Is required", "missing");
  }

  public static FieldError invalid(String field, String message) {
    return new FieldError(field, message, "invalid");
  }
}
