package dev.latchkey.domain.message;

import org.jspecify.annotations.Nullable;

/**
 * A message ready to be carried.
 *
 * @param subject null for a text message
 * @param html null for a text message
 */
public record Composed(
    String channel,
    String recipient,
    @Nullable String subject,
    String text,
    @Nullable String html) {

  @Override
  public String toString() {
    return "Composed[" + channel + "]";
  }
}
