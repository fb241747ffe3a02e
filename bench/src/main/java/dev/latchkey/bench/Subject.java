package dev.latchkey.bench;

import dev.latchkey.bench.Limits.Rate;
import dev.latchkey.bench.Measurement.Round;
import dev.latchkey.bench.Results.Memory;
import dev.latchkey.bench.Results.Profiled;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** A running server, looked at from all sides while it works. */
final class Subject implements AutoCloseable {
  /** From the first requests of a round to its window. */
  private static final Duration RAMP = Duration.ofMillis(500);

  private final long pid;
  private final Database database;
  private final World world;
  private final Limits limits;
  private final Connection statistics;

  /**
   * @param pid the server's process
   * @param trivial where {@link TrivialServer} listens
   * @param trivialPid its process
   */
  Subject(long pid, Database database, World world, Target trivial, long trivialPid)
      throws SQLException, GeneralSecurityException {
    this.pid = pid;
    this.database = database;
    this.world = world;
    this.limits = new Limits(trivial, trivialPid, database, world.people(), world.connections());
    this.statistics = database.connect();
  }

  Memory memory(String when, double aimMib) {
    return new Memory(
        when, aimMib, Processes.residentMib(pid), Processes.proportionalMib(database.postmaster()));
  }

  /**
   * Warms up the operation and, for a quarter of the time each, its limits. Then the database looks
   * at its tables, which the operation may be the first to fill.
   *
   * @return of which only the failures say something
   */
  Load.Result warmUp(Operation operation, Duration time) throws Exception {
    for (Limit limit : EnumSet.copyOf(operation.parts())) {
      limits.measure(limit, time.dividedBy(4));
    }
    Load.Result result = load(operation).run(time, Duration.ZERO, () -> {}, () -> {});
    Database.analyze(statistics);
    return result;
  }

  /**
   * @param limitTime for each limit
   */
  Round round(Operation operation, Duration limitTime, Duration window) throws Exception {
    Map<Limit, Rate> rates = new EnumMap<>(Limit.class);
    for (Limit limit : EnumSet.copyOf(operation.parts())) {
      rates.put(limit, limits.measure(limit, limitTime));
    }
    List<Usage> usages = new ArrayList<>();
    List<Database.Activity> activities = new ArrayList<>();
    Runnable look =
        () -> {
          usages.add(Usage.now(pid, database));
          activities.add(activity());
        };
    Load.Result result = load(operation).run(RAMP, window, look, look);
    return new Round(
        operation,
        result,
        usages.getLast().since(usages.getFirst()),
        activities.getLast().since(activities.getFirst()),
        rates);
  }

  private Database.Activity activity() {
    try {
      return Database.activity(statistics);
    } catch (SQLException e) {
      throw new IllegalStateException("The database does not tell what it did", e);
    }
  }

  /**
   * Looks where the time goes.
   *
   * @param recorder of the server's process
   */
  Profiled profile(Operation operation, Duration window, CpuProfile.Recorder recorder)
      throws Exception {
    StatementProfile.begin(statistics);
    Load.Result result =
        load(operation).run(Duration.ZERO, window, recorder::start, recorder::stop);
    return new Profiled(
        operation, result.done(), recorder.read(), StatementProfile.read(statistics));
  }

  private Load load(Operation operation) {
    return new Load(world.server(), world.scripts(operation));
  }

  @Override
  public void close() throws SQLException {
    try (statistics) {
      limits.close();
    }
  }
}
