package dev.latchkey.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.crypto.Secrets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Secrets secrets =
      new Secrets(new SecureRandom(), InstantSource.fixed(Instant.EPOCH));
  private final Backoff backoff = new Backoff(Duration.ofSeconds(10), Duration.ofHours(4), 16);

  private Duration longest(int made) {
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 2_000; i++) {
      Duration wait = backoff.after(made, secrets);
      longest = wait.compareTo(longest) > 0 ? wait : longest;
    }
    return longest;
  }

  @Test
  void each_wait_is_at_most_twice_the_one_before_and_never_above_the_bound() {
    assertThat(longest(1)).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
    assertThat(longest(2)).isBetween(Duration.ofSeconds(18), Duration.ofSeconds(20));
    assertThat(longest(5)).isBetween(Duration.ofSeconds(144), Duration.ofSeconds(160));
    assertThat(longest(15)).isBetween(Duration.ofMinutes(216), Duration.ofHours(4));
    assertThat(longest(1_000)).isBetween(Duration.ofMinutes(216), Duration.ofHours(4));
  }

  @Test
  void each_wait_is_at_least_half_of_that_and_differs_from_others() {
    Set<Duration> waits = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      Duration wait = backoff.after(3, secrets);
      assertThat(wait).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(40));
      waits.add(wait);
    }
    assertThat(waits.size()).isGreaterThan(1_000);
  }

  @Test
  void it_is_over_after_the_last_try() {
    assertThat(backoff.isOver(15)).isFalse();
    assertThat(backoff.isOver(16)).isTrue();
  }
}
