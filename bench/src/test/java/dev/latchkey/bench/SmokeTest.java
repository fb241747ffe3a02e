package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.app.Configuration;
import dev.latchkey.app.Configuration.Mode;
import dev.latchkey.app.Latchkey;
import dev.latchkey.app.Options;
import dev.latchkey.bench.Measurement.Round;
import dev.latchkey.platform.http.HttpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The benchmark against a server in this JVM, in small. */
final class SmokeTest {
  private static final long PID = ProcessHandle.current().pid();
  private static final int CONNECTIONS = 4;
  private static final int UNITS = 2;
  private static final Duration MOMENT = Duration.ofMillis(50);
  private static final Population PEOPLE = new Population(60);

  @TempDir private static Path folder;
  private static final List<Latchkey> SERVERS = new ArrayList<>();
  private static Database database;
  private static World world;
  private static World sandbox;

  @BeforeAll
  static void start() throws Exception {
    // The configuration in which all that is sent can be seen to work, mail included
    world = start("mail", ServerConfiguration.withMail(HashSetting.NEARLY_FREE));
    database = Database.in(folder.resolve("mail"));
    sandbox = start("sandbox", ServerConfiguration.ofSandbox(HashSetting.NEARLY_FREE));
    world.fillTokens(2 * CONNECTIONS);
  }

  private static World start(String name, ServerConfiguration settings) throws Exception {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, settings.yaml(PEOPLE.tenant()));
    Path data = folder.resolve(name);
    Latchkey server =
        Latchkey.start(
            Configuration.load(
                Mode.DEV,
                file,
                new Options(Map.of("port", "0", "data", data.toString())),
                variable -> null),
            Mode.DEV);
    SERVERS.add(server);
    PEOPLE.load(Database.in(data));
    return new World(
        new Target(server.port()), PEOPLE, new Tokens(), CONNECTIONS, new AtomicLong());
  }

  @AfterAll
  static void stop() {
    SERVERS.forEach(Latchkey::close);
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void every_operation_runs_without_an_error(Operation operation) throws Exception {
    World where = operation.configuration().sandbox() ? sandbox : world;
    Load.Result result =
        new Load(
                where.server(),
                where.scripts(operation).stream().map(each -> new Limited(each, UNITS)).toList())
            .runOut();

    assertThat(result.failures()).isEmpty();
    assertThat(result.failed()).isZero();
    assertThat(result.done()).isEqualTo(CONNECTIONS * UNITS);
    assertThat(result.latencies().getTotalCount()).isEqualTo(result.done());
  }

  /** Ends after so many units of work. */
  private static final class Limited implements Script {
    private final Script script;
    private int left;
    private boolean midway;

    Limited(Script script, int units) {
      this.script = script;
      this.left = units;
    }

    @Override
    public byte @Nullable [] next() {
      return left == 0 && !midway ? null : script.next();
    }

    @Override
    public Step answered(Answer answer) {
      Step step = script.answered(answer);
      midway = step == Step.MORE;
      left -= midway ? 0 : 1;
      return step;
    }
  }

  @Test
  void every_limit_can_be_measured() throws Exception {
    try (HttpServer trivial = TrivialServer.start(0);
        Limits limits =
            new Limits(new Target(trivial.port()), PID, database, PEOPLE, CONNECTIONS)) {
      for (Limit limit : Limit.values()) {
        assertThat(limits.measure(limit, MOMENT).perSecond()).as(limit.title()).isPositive();
      }
    }
  }

  @Test
  void an_answer_that_was_not_expected_counts_as_an_error() throws Exception {
    byte[] nothing = world.server().get("/nothing-here", Target.NO_HEADERS);
    byte[] keys = world.server().get("/jwks.json", Target.NO_HEADERS);

    Load.Result result =
        new Load(
                world.server(),
                List.of(
                    new Limited(Scripts.repeat(nothing, ""), 1),
                    new Limited(Scripts.repeat(keys, "\"issuer\":"), 1)))
            .runOut();

    assertThat(result.done()).isZero();
    assertThat(result.latencies().getTotalCount()).isZero();
    assertThat(result.failed()).isEqualTo(2);
    assertThat(result.failures())
        .anySatisfy(failure -> assertThat(failure).startsWith("404 "))
        .anySatisfy(failure -> assertThat(failure).startsWith("200 {\"keys\":"));
  }

  @Test
  void what_is_measured_is_in_the_report() throws Exception {
    Operation operation = Operation.INTROSPECTION;
    Results results;
    try (HttpServer trivial = TrivialServer.start(0);
        Subject subject = new Subject(PID, database, world, new Target(trivial.port()), PID)) {
      Round round = subject.round(operation, MOMENT, Duration.ofMillis(300));
      results =
          new Results(
              PEOPLE,
              Duration.ofSeconds(1),
              List.of(),
              List.of(subject.memory("now", 130)),
              List.of(new Measurement(operation, List.of(round))),
              List.of());

      assertThat(round.load().failed()).isZero();
      assertThat(round.usage().server()).isPositive();
      assertThat(round.usage().machine()).isGreaterThanOrEqualTo(round.usage().postgres());
      assertThat(round.limits()).containsOnlyKeys(Limit.HTTP, Limit.SELECT);
      assertThat(round.onFreeProcessors()).isPositive();
    }

    String report = Report.of(Arguments.parse("--quick"), List.of(results, results));

    assertThat(results.memory().getFirst().server()).isGreaterThan(50);
    assertThat(report)
        .contains(
            "| introspection | %1$,.0f | %1$,.0f | 10,000 |"
                .formatted(results.measurements().getFirst().best()))
        .contains("| introspection | × 1.00 | × 1.00 | × 1.00 |");
  }

  @Test
  void profiles_can_be_told_by_number_and_are_loaded_once() throws Exception {
    try (Connection connection = database.connect();
        var query =
            connection.prepareStatement(
                """
                select email, hash from profile
                join password on password.tenant = profile.tenant and profile_id = id
                where profile.tenant = ? and id = ?\
                """)) {
      for (HashSetting setting : HashSetting.values()) {
        int number = PEOPLE.anyone(setting, new SplittableRandom(1));
        query.setString(1, PEOPLE.tenant());
        query.setObject(2, PEOPLE.id(number));
        try (var rows = query.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isEqualTo(PEOPLE.email(number));
          assertThat(rows.getString(2)).contains("m=" + setting.parameters().memoryKib() + ",");
        }
      }
    }
    assertThatThrownBy(() -> PEOPLE.load(database)).hasMessageContaining("duplicate key");
  }
}
