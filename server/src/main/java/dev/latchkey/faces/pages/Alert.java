package dev.latchkey.faces.pages;

import java.util.List;

/**
 * What a page says first. It takes the focus.
 *
 * @param good whether something was done; else it went wrong
 * @param faults of fields
 */
public record Alert(boolean good, String text, List<Fault> faults) {

  /**
   * @param field its name
   */
  public record Fault(String field, String text) {}

  public static Alert bad(String text) {
    return new Alert(false, text, List.of());
  }

  public static Alert good(String text) {
    return new Alert(true, text, List.of());
  }
}
