package dev.latchkey.domain.risk;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The signs that a login shows. */
public record Risk(Set<RiskSignal> signals) {

  public static final Risk NONE = new Risk(Set.of());

  public Risk {
    signals = Set.copyOf(signals);
  }

  /**
   * @param onKnownDevice whether the user has logged in on this device before
   * @param knowsDevices whether on any
   * @param failedBefore whether there were failures, or a lock, since the last success
   */
  public static Risk of(boolean onKnownDevice, boolean knowsDevices, boolean failedBefore) {
    Set<RiskSignal> signals = EnumSet.noneOf(RiskSignal.class);
    if (knowsDevices && !onKnownDevice) {
      signals.add(RiskSignal.NEW_DEVICE);
    }
    if (failedBefore) {
      signals.add(RiskSignal.RECENT_FAILURES);
    }
    return new Risk(signals);
  }

  /** The same and more. */
  public Risk with(Set<RiskSignal> more) {
    Set<RiskSignal> all = EnumSet.noneOf(RiskSignal.class);
    all.addAll(signals);
    all.addAll(more);
    return new Risk(all);
  }

  public boolean isRisky() {
    return !signals.isEmpty();
  }

  /** For the event log: from 0, nothing unusual, to 100. */
  public int score() {
    return Math.min(100, signals.stream().mapToInt(RiskSignal::weight).sum());
  }

  /** For the event log: the names, in a fixed order, with a space between. */
  public String names() {
    return signals.stream().sorted().map(RiskSignal::wireName).collect(Collectors.joining(" "));
  }
}
