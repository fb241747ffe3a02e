package dev.latchkey.domain.risk;

import dev.latchkey.platform.geo.Coordinates;
import dev.latchkey.platform.geo.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What is unusual about the way from where a user was to where somebody is now. */
final class Travel {

  /** Of an airliner, and then some. */
  private static final double FASTEST_KM_PER_HOUR = 1_000;

  /** Files of places are wrong by that much, and networks end far from their users. */
  private static final double BLUR_KM = 300;

  private static final double SECONDS_PER_HOUR = Duration.ofHours(1).toSeconds();

  private Travel() {}

  /**
   * @param known where the user was; empty: nothing is unusual yet
   */
  static Set<RiskSignal> signals(Place here, List<KnownPlace> known, Instant now) {
    Set<RiskSignal> signals = EnumSet.noneOf(RiskSignal.class);
    if (!known.isEmpty() && known.stream().noneMatch(p -> p.country().equals(here.country()))) {
      signals.add(RiskSignal.NEW_COUNTRY);
    }
    known.stream()
        .max(Comparator.comparing(KnownPlace::seenAt))
        .filter(last -> isTooFar(here, last, now))
        .ifPresent(last -> signals.add(RiskSignal.IMPOSSIBLE_TRAVEL));
    return signals;
  }

  private static boolean isTooFar(Place here, KnownPlace last, Instant now) {
    Coordinates from = last.coordinates();
    Coordinates to = here.coordinates();
    if (from == null || to == null) {
      return false;
    }
    double hours = Math.max(0, Duration.between(last.seenAt(), now).toSeconds()) / SECONDS_PER_HOUR;
    return from.kilometresTo(to) - BLUR_KM > FASTEST_KM_PER_HOUR * hours;
  }
}
