package dev.latchkey.platform.webpush;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a push service made of a message (RFC 8030 sections 5, 7.3 and 8.4). */
public sealed interface PushResult {

  /** It takes it from here. */
  record Accepted() implements PushResult {}

  /** The subscription is no more, and comes back no more. */
  record Gone() implements PushResult {}

  /**
   * It did not answer, or is busy.
   *
   * @param after how long it wants to be left alone; null: it did not say
   */
  record RetryLater(@Nullable Duration after, String reason) implements PushResult {}

  /** It never takes this one, or must not be asked. */
  record Refused(String reason) implements PushResult {}
}
