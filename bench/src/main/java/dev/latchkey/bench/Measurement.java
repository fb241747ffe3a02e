package dev.latchkey.bench;

import dev.latchkey.bench.Limits.Rate;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** An operation as it was measured, in rounds of some seconds: the machine is never all ours. */
record Measurement(Operation operation, List<Round> rounds) {

  /**
   * @param limits of the operation's parts, measured just before
   */
  record Round(
      Operation operation,
      Load.Result load,
      Usage usage,
      Database.Activity activity,
      Map<Limit, Rate> limits) {

    double perSecond() {
      return load.perSecond();
    }

    /** Of a processor, for each unit of work. */
    double micros(double cpuSeconds) {
      return cpuSeconds * 1e6 / load.done();
    }

    /** What server and database take of the processors for each unit of work. */
    double cpuMicros() {
      return micros(usage.server() + usage.postgres());
    }

    /** Units a second if the same work, the load's included, had all processors to itself. */
    double onFreeProcessors() {
      return Processes.PROCESSORS * 1e6 / allCpuMicros();
    }

    private double allCpuMicros() {
      return micros(usage.server() + usage.postgres() + usage.generator());
    }

    /** The processor time that the parts alone take, of all that a unit of work takes. */
    double partsShare() {
      return operation.parts().stream().mapToDouble(this::limitMicros).sum() / allCpuMicros();
    }

    /** The same of the hash; 0 without one. */
    double hashShare() {
      Limit hash = Limit.hash(operation.configuration().hash());
      return operation.parts().contains(hash) ? limitMicros(hash) / allCpuMicros() : 0;
    }

    private double limitMicros(Limit part) {
      Rate rate = limits.get(part);
      return rate == null ? 0 : rate.cpuMicros();
    }

    boolean reachesAim() {
      return operation.isAimedAtHash()
          ? hashShare() >= Operation.AIM_OF_HASH
          : perSecond() >= operation.aim();
    }
  }

  double median(ToDoubleFunction<Round> figure) {
    return Processes.median(rounds.stream().map(figure::applyAsDouble).toList());
  }

  double best() {
    return rounds.stream().mapToDouble(Round::perSecond).max().orElseThrow();
  }

  long failed() {
    return rounds.stream().mapToLong(round -> round.load().failed()).sum();
  }
}
