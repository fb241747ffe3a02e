package dev.latchkey.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * What was asked for.
 *
 * @param sizes how many profiles are loaded, a server for each
 * @param profiled whether to look where the time goes, too
 * @param window of a round
 * @param limitWindow of a limit, measured before each round
 * @param starts how often each kind of start is measured; 0 for not at all
 */
record Arguments(
    List<Integer> sizes,
    List<Operation> operations,
    boolean profiled,
    Duration warmUp,
    int rounds,
    Duration window,
    Duration limitWindow,
    int starts) {
  static final int CONNECTIONS = 32;

  static final String USAGE =
      """
      Usage: bench/run [OPTION...]

      Starts the server on a PostgreSQL of its own, loads profiles, measures each operation at %d
      connections beside the machine's limits, prints the tables and writes them to
      bench/results/LATEST.md.

        --profiles N[,N]    how many profiles are loaded (10000); of two numbers, each has its server,
                            both are measured in turn, and the report compares them
        --only NAME[,NAME]  these operations alone, by the beginnings of their names; no start-up
        --seconds W,M       warm-up of each operation and length of each round (10,4)
        --rounds N          rounds of each operation (5)
        --quick             short for --seconds 2,2 --rounds 1, and fewer starts
        --profile           afterwards, runs each operation under the JDK's CPU-time profiler and
                            pg_stat_statements, and reports where the time goes
        --help              this text

      Operations: %s
      """
          .formatted(CONNECTIONS, Operation.labels());

  /**
   * @throws IllegalArgumentException with a sentence for who typed it
   */
  static Arguments parse(String... words) {
    List<Integer> sizes = List.of(10_000);
    List<Operation> operations = List.of(Operation.values());
    List<Integer> seconds = List.of(10, 4);
    int rounds = 5;
    int starts = 5;
    boolean profiled = false;
    boolean only = false;
    Iterator<String> rest = List.of(words).iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      switch (word) {
        case "--profiles" -> sizes = numbers(word, rest);
        case "--only" -> {
          operations = Operation.named(value(word, rest));
          only = true;
        }
        case "--seconds" -> seconds = numbers(word, rest);
        case "--rounds" -> rounds = numbers(word, rest).getFirst();
        case "--quick" -> {
          seconds = List.of(2, 2);
          rounds = 1;
          starts = 2;
        }
        case "--profile" -> profiled = true;
        default -> throw new IllegalArgumentException("Unknown: " + word);
      }
    }
    Duration window = Duration.ofSeconds(seconds.getLast());
    return new Arguments(
        sizes,
        operations,
        profiled,
        Duration.ofSeconds(seconds.getFirst()),
        rounds,
        window,
        window.dividedBy(4),
        only ? 0 : starts);
  }

  private static List<Integer> numbers(String option, Iterator<String> rest) {
    String list = value(option, rest);
    try {
      List<Integer> numbers = Arrays.stream(list.split(",", -1)).map(Integer::valueOf).toList();
      if (numbers.stream().allMatch(number -> number > 0)) {
        return numbers;
      }
    } catch (NumberFormatException _) {
      // Said below
    }
    throw new IllegalArgumentException(option + " needs numbers above 0, not " + list);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }
}
