package dev.latchkey.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All that was measured with one number of profiles. */
record Results(
    Population people,
    Duration loading,
    List<StartUps> startUps,
    List<Memory> memory,
    List<Measurement> measurements,
    List<Profiled> profiles) {

  /**
   * Starts of one kind, from the start of the process to the first 200 of {@code /health/ready}.
   *
   * @param aimMillis what the median should stay below
   * @param cpuSeconds what the JVM took of the processors each time
   */
  record StartUps(String kind, double aimMillis, List<Double> millis, List<Double> cpuSeconds) {

    static StartUps of(String kind, double aimMillis) {
      return new StartUps(kind, aimMillis, new ArrayList<>(), new ArrayList<>());
    }

    void add(ServerProcess server) {
      millis.add(server.startUpMillis());
      cpuSeconds.add(server.startUpCpuSeconds());
    }
  }

  /**
   * @param aimMib what the JVM should stay below
   * @param server resident memory of the JVM, MiB
   * @param postgres memory of the database's processes, what they share counted once, MiB
   */
  record Memory(String when, double aimMib, double server, double postgres) {}

  /**
   * An operation that was looked into.
   *
   * @param done units while it was
   */
  record Profiled(
      Operation operation, long done, CpuProfile cpu, List<StatementProfile> statements) {}
}
