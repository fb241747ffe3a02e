package dev.latchkey.bench;

import dev.latchkey.bench.Results.Memory;
import dev.latchkey.bench.Results.Profiled;
import dev.latchkey.bench.Results.StartUps;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One number of profiles: its database, its servers, and what was measured of them so far. */
final class Side {
  private static final int TOKENS = 2048;

  private final Installation installation;
  private final Population people;
  private final Tokens tokens = new Tokens();
  private final AtomicLong newcomers = new AtomicLong();
  private final List<StartUps> startUps = new ArrayList<>();
  private final List<Memory> memory = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Profiled> profiles = new ArrayList<>();
  private Duration loading = Duration.ZERO;

  Side(Installation installation, Population people) {
    this.installation = installation;
    this.people = people;
  }

  Population people() {
    return people;
  }

  Results results() {
    return new Results(people, loading, startUps, memory, measurements, profiles);
  }

  /**
   * Makes the schema, the profiles, and tokens of some of them.
   *
   * @param watched whether the database shall count what its statements cost, from its next start
   *     on
   */
  void load(ServerConfiguration configuration, boolean watched) throws Exception {
    try (ServerProcess server = installation.startWithoutCache(people, configuration)) {
      Database database = installation.database(people);
      long began = System.nanoTime();
      people.load(database);
      loading = Duration.ofNanos(System.nanoTime() - began);
      world(server).fillTokens(TOKENS);
      if (watched) {
        StatementProfile.switchOn(database);
      }
    }
  }

  /** Without and with the cache in turn. */
  void measureStarts(ServerConfiguration configuration, int times)
      throws IOException, InterruptedException {
    StartUps without = StartUps.of("without ahead-of-time cache", 2_500);
    StartUps with = StartUps.of("with ahead-of-time cache", 800);
    for (int i = 0; i < times; i++) {
      try (ServerProcess server = installation.startWithoutCache(people, configuration)) {
        without.add(server);
      }
      try (ServerProcess server = installation.start(people, configuration)) {
        with.add(server);
      }
    }
    startUps.addAll(List.of(without, with));
  }

  void add(Memory measured) {
    memory.add(measured);
  }

  void add(Measurement measured) {
    measurements.add(measured);
  }

  void add(Profiled measured) {
    profiles.add(measured);
  }

  ServerProcess start(ServerConfiguration configuration) throws IOException, InterruptedException {
    return installation.start(people, configuration);
  }

  Subject subject(ServerProcess server, ServerProcess trivial) throws Exception {
    return new Subject(
        server.pid(),
        installation.database(people),
        world(server),
        trivial.target(),
        trivial.pid());
  }

  private World world(ServerProcess server) {
    return new World(server.target(), people, tokens, Arguments.CONNECTIONS, newcomers);
  }
}
