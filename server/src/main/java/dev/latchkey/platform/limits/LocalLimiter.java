package dev.latchkey.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Counts of this node alone, in memory: for what every request is counted by, which must not write
 * to the database. A window opens with the first hit and closes after its length. Thread-safe.
 */
public final class LocalLimiter {

  private record Window(Instant startedAt, int hits) {}

  private final Cache<String, Window> windows = Caffeine.newBuilder().maximumSize(10_000).build();
  private final InstantSource clock;

  public LocalLimiter(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Counts one hit.
   *
   * @param limit hits in a window; zero: no limit
   * @return how long to wait when this hit is one too many
   */
  public Optional<Duration> hit(String bucket, int limit, Duration length) {
    if (limit == 0) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Window window =
        windows
            .asMap()
            .merge(
                bucket,
                new Window(now, 1),
                (open, fresh) ->
                    open.startedAt().plus(length).isAfter(now)
                        ? new Window(open.startedAt(), open.hits() + 1)
                        : fresh);
    return window.hits() <= limit
        ? Optional.empty()
        : Optional.of(Duration.between(now, window.startedAt().plus(length)));
  }
}
