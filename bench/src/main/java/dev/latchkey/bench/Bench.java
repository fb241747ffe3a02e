package dev.latchkey.bench;

import dev.latchkey.bench.Measurement.Round;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs everything in its order. Several numbers of profiles are several servers at the same time,
 * measured in turn, round by round: so all meet the same weather.
 */
final class Bench {
  private static final ServerConfiguration DEFAULT = new ServerConfiguration(HashSetting.MIB_19);
  private static final ServerConfiguration QUICK_LOGINS =
      new ServerConfiguration(HashSetting.NEARLY_FREE);
  private static final double IDLE_AIM_MIB = 130;
  private static final double LOADED_AIM_MIB = 250;
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private final Arguments arguments;
  private final Installation installation;
  private final PrintStream progress;

  Bench(Arguments arguments, Installation installation, PrintStream progress) {
    this.arguments = arguments;
    this.installation = installation;
    this.progress = progress;
  }

  List<Results> run() throws Exception {
    List<Side> sides = new ArrayList<>();
    for (int size : arguments.sizes()) {
      Side side = new Side(installation, new Population(size));
      say("%,d profiles: loading", size);
      side.load(QUICK_LOGINS, arguments.profiled());
      sides.add(side);
    }
    say("making the ahead-of-time cache");
    installation.makeCache(sides.getFirst().people(), DEFAULT);
    if (arguments.starts() > 0) {
      for (Side side : sides) {
        say("%,d profiles: starting %d times each way", side.people().size(), arguments.starts());
        side.measureStarts(DEFAULT, arguments.starts());
      }
    }
    try (ServerProcess trivial = installation.startTrivial()) {
      for (var group : Operation.byConfiguration(arguments.operations()).entrySet()) {
        measure(sides, group.getKey(), group.getValue(), trivial);
      }
    }
    return sides.stream().map(Side::results).toList();
  }

  /** A side with its server of the moment. */
  private record Running(Side side, ServerProcess server, Subject subject)
      implements AutoCloseable {

    @Override
    public void close() throws SQLException {
      try (server) {
        subject.close();
      }
    }
  }

  private void measure(
      List<Side> sides,
      ServerConfiguration configuration,
      List<Operation> operations,
      ServerProcess trivial)
      throws Exception {
    Deque<Running> servers = new ArrayDeque<>();
    try {
      for (Side side : sides) {
        ServerProcess server = side.start(configuration);
        servers.add(new Running(side, server, side.subject(server, trivial)));
      }
      if (configuration.equals(DEFAULT)) {
        Thread.sleep(SETTLING);
        servers.forEach(each -> each.side().add(each.subject().memory("idle", IDLE_AIM_MIB)));
      }
      for (Operation operation : operations) {
        measure(servers, operation);
      }
      String when = "after load, " + configuration.hash().title();
      servers.forEach(each -> each.side().add(each.subject().memory(when, LOADED_AIM_MIB)));
    } finally {
      while (!servers.isEmpty()) {
        servers.pop().close();
      }
    }
  }

  private void measure(Iterable<Running> servers, Operation operation) throws Exception {
    Map<Running, List<Round>> rounds = new LinkedHashMap<>();
    for (Running server : servers) {
      rounds.put(server, new ArrayList<>());
      sayFailures(server.subject().warmUp(operation, arguments.warmUp()));
    }
    for (int i = 0; i < arguments.rounds(); i++) {
      for (var each : rounds.entrySet()) {
        Running server = each.getKey();
        Round round =
            server.subject().round(operation, arguments.limitWindow(), arguments.window());
        each.getValue().add(round);
        say(
            "%s, %,d profiles: %,.0f/s, p50 %.2f ms, p99 %.2f ms",
            operation.title(),
            server.side().people().size(),
            round.perSecond(),
            round.load().millis(50),
            round.load().millis(99));
        sayFailures(round.load());
      }
    }
    for (var each : rounds.entrySet()) {
      Running server = each.getKey();
      server.side().add(new Measurement(operation, each.getValue()));
      if (arguments.profiled()) {
        var recorder = installation.recorder(server.server().pid());
        server.side().add(server.subject().profile(operation, arguments.window(), recorder));
      }
    }
  }

  private void sayFailures(Load.Result result) {
    if (result.failed() > 0) {
      say("  failed: %d, such as %s", result.failed(), result.failures());
    }
  }

  private void say(String format, Object... values) {
    progress.println(String.format(Locale.ROOT, format, values));
  }
}
