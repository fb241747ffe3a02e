package dev.latchkey.faces.pages;

import org.jspecify.annotations.Nullable;

/**
 * A page that says one thing.
 *
 * @param detail small print for who helps; null: none
 * @param link where to go on; null: nowhere
 * @param linkText what the link says
 */
public record Note(
    String title,
    @Nullable String text,
    @Nullable String detail,
    @Nullable String link,
    @Nullable String linkText) {

  public static Note of(String title, @Nullable String text) {
    return new Note(title, text, null, null, null);
  }

  public Note withLink(String address, String label) {
    return new Note(title, text, detail, address, label);
  }

  public Note withDetail(String small) {
    return new Note(title, text, small, link, linkText);
  }
}
