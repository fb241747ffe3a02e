package dev.latchkey.faces.pages;

import org.jspecify.annotations.Nullable;

/**
 * A field of a form. Immutable; {@code with…} returns another one.
 *
 * @param type as HTML has it
 * @param autocomplete what the browser may fill in (WCAG 2.2 section 1.3.5)
 * @param inputmode which keyboard fits; empty: the type tells
 * @param value may be empty; of a password always
 * @param error null: none
 */
public record Field(
    String name,
    String label,
    String type,
    String autocomplete,
    String inputmode,
    String value,
    @Nullable String hint,
    @Nullable String error,
    boolean required) {

  public static Field of(String name, String type, String label, String autocomplete) {
    return new Field(name, label, type, autocomplete, "", "", null, null, true);
  }

  public Field withValue(@Nullable String text) {
    return new Field(
        name,
        label,
        type,
        autocomplete,
        inputmode,
        text == null ? "" : text,
        hint,
        error,
        required);
  }

  public Field withInputmode(String mode) {
    return new Field(name, label, type, autocomplete, mode, value, hint, error, required);
  }

  public Field withHint(@Nullable String text) {
    return new Field(name, label, type, autocomplete, inputmode, value, text, error, required);
  }

  public Field withError(@Nullable String text) {
    return new Field(name, label, type, autocomplete, inputmode, value, hint, text, required);
  }

  public Field optional() {
    return new Field(name, label, type, autocomplete, inputmode, value, hint, error, false);
  }

  public boolean isPassword() {
    return type.equals("password");
  }

  /** What tells more about the field, for {@code aria-describedby}; null: nothing does. */
  public @Nullable String describedBy() {
    String ids =
        ((hint == null ? "" : name + "-hint ") + (error == null ? "" : name + "-error")).strip();
    return ids.isEmpty() ? null : ids;
  }
}
