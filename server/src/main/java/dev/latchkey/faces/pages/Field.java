package dev.latchkey.faces.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of a form. Immutable; {@code with…} returns another one.
 *
 * @param type as HTML has it; {@code select} where there are options
 * @param autocomplete what the browser may fill in (WCAG 2.2 section 1.3.5)
 * @param inputmode which keyboard fits; empty: the type tells
 * @param value may be empty; of a password always
 * @param options to choose from
 * @param error null: none
 */
public record Field(
    String name,
    String label,
    String type,
    String autocomplete,
    String inputmode,
    String value,
    List<Option> options,
    @Nullable String hint,
    @Nullable String error,
    boolean required) {

  /** One of what a field lets choose from. */
  public record Option(String value, String label) {}

  public static Field of(String name, String type, String label, String autocomplete) {
    return new Field(name, label, type, autocomplete, "", "", List.of(), null, null, true);
  }

  public static Field choice(String name, String label, List<Option> options) {
    return new Field(name, label, "select", "off", "", "", options, null, null, true);
  }

  public Field withValue(@Nullable String text) {
    return new Field(
        name,
        label,
        type,
        autocomplete,
        inputmode,
        text == null ? "" : text,
        options,
        hint,
        error,
        required);
  }

  public Field withInputmode(String mode) {
    return new Field(name, label, type, autocomplete, mode, value, options, hint, error, required);
  }

  public Field withHint(@Nullable String text) {
    return new Field(
        name, label, type, autocomplete, inputmode, value, options, text, error, required);
  }

  public Field withError(@Nullable String text) {
    return new Field(
        name, label, type, autocomplete, inputmode, value, options, hint, text, required);
  }

  public Field optional() {
    return new Field(
        name, label, type, autocomplete, inputmode, value, options, hint, error, false);
  }

  public boolean isPassword() {
    return type.equals("password");
  }

  public boolean isTick() {
    return type.equals("checkbox");
  }

  public boolean isChoice() {
    return type.equals("select");
  }

  /** What tells more about the field, for {@code aria-describedby}; null: nothing does. */
  public @Nullable String describedBy() {
    String ids =
        ((hint == null ? "" : name + "-hint ") + (error == null ? "" : name + "-error")).strip();
    return ids.isEmpty() ? null : ids;
  }
}
