package dev.latchkey.platform.config;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * A configuration file cannot be used. The message lists what is wrong with it, one problem a line
 * in the order of the file; {@link #problems()} has all of them even when the message stops at a
 * screenful.
 */
public final class ConfigurationException extends RuntimeException {
  private static final int SCREENFUL = 25;

  private final transient List<Problem> problems;

  /**
   * Makes the exception for one file.
   *
   * @param file the name to print before each line number
   * @param problems at least one, in any order
   */
  public ConfigurationException(String file, List<Problem> problems) {
    List<Problem> ordered =
        problems.stream()
            .distinct()
            .sorted(comparingInt(Problem::line).thenComparingInt(Problem::column))
            .toList();
    super(describe(file, ordered));
    this.problems = ordered;
  }

  /** What is wrong, sorted by line and column. */
  public List<Problem> problems() {
    return problems;
  }

  private static String describe(String file, List<Problem> problems) {
    int count = problems.size();
    String head = "%s has %d problem%s:%n  ".formatted(file, count, count == 1 ? "" : "s");
    String rest = count > SCREENFUL ? "%n  and %d more".formatted(count - SCREENFUL) : "";
    return problems.stream()
        .limit(SCREENFUL)
        .map(problem -> problem.in(file))
        .collect(joining(System.lineSeparator() + "  ", head, rest));
  }
}
