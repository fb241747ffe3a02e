package dev.latchkey.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Exact counts, shared by all nodes: a window opens with the first hit and closes after its length.
 * What is over the limit is remembered here until its window closes, so a flood costs no queries.
 * Thread-safe.
 */
public final class RateLimiter {

  private record Key(String tenant, String bucket) {}

  private record Window(int hits, Instant startedAt) {}

  private static final String COUNT =
      """
      insert into rate_window as w (tenant, bucket, started_at, hits) values (?, ?, ?, 1)
      on conflict (tenant, bucket) do update set
        hits = case when w.started_at <= ? then 1 else w.hits + 1 end,
        started_at = case when w.started_at <= ? then excluded.started_at else w.started_at end\
      """;

  private final Db db;
  private final InstantSource clock;
  private final Cache<Key, Instant> closed = Caffeine.newBuilder().maximumSize(100_000).build();

  /**
   * @param db whose commits need not wait for the disk: a crash may forget the last half second of
   *     counts
   */
  public RateLimiter(Db db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /**
   * Counts one hit.
   *
   * @param limit hits in a window; zero: no limit
   * @return how long to wait when this hit is one too many
   */
  public Optional<Duration> hit(String tenant, String bucket, int limit, Duration window) {
    if (limit == 0) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Key key = new Key(tenant, bucket);
    Instant until = closed.getIfPresent(key);
    if (until != null && until.isAfter(now)) {
      return Optional.of(Duration.between(now, until));
    }
    Window counted =
        db.one(
                Window.class,
                COUNT + " returning hits, started_at",
                tenant,
                bucket,
                now,
                now.minus(window),
                now.minus(window))
            .orElseThrow();
    if (counted.hits() <= limit) {
      return Optional.empty();
    }
    Instant opensAt = counted.startedAt().plus(window);
    closed.put(key, opensAt);
    return Optional.of(Duration.between(now, opensAt));
  }

  /**
   * Adds to the changes that one hit is counted, without a limit: what it stands for happens anyway
   * and leaves fewer to others.
   */
  public void count(Changes changes, String tenant, String bucket, Duration window) {
    Instant now = clock.instant();
    changes.add(COUNT, tenant, bucket, now, now.minus(window), now.minus(window));
  }

  /**
   * Forgets the counts of one tenant's buckets on this node and in the database: for the operator
   * who unblocks somebody.
   */
  public void reset(String tenant, String bucket) {
    closed.invalidate(new Key(tenant, bucket));
    db.update("delete from rate_window where tenant = ? and bucket = ?", tenant, bucket);
  }
}
