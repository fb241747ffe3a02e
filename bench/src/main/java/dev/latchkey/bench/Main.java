package dev.latchkey.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The command line's way in; {@code bench/run} builds everything and calls it. */
public final class Main {

  private Main() {}

  /**
   * Measures, prints the tables and writes them to {@code bench/results/LATEST.md}. To be run in
   * the root of a built checkout, by {@code bench/run}.
   */
  public static void main(String[] words) throws Exception {
    if (List.of(words).contains("--help")) {
      System.out.print(Arguments.USAGE);
      return;
    }
    Arguments arguments;
    try {
      arguments = Arguments.parse(words);
    } catch (IllegalArgumentException e) {
      System.err.println("bench/run: " + e.getMessage() + "\n\n" + Arguments.USAGE);
      System.exit(2);
      return;
    }
    Path root = Path.of("").toAbsolutePath();
    Path work = Files.createDirectories(root.resolve("bench/target/work"));
    List<Results> results = new Bench(arguments, new Installation(root, work), System.err).run();
    String report = Report.of(arguments, results);
    System.out.println(report);
    Path latest = root.resolve("bench/results/LATEST.md");
    Files.createDirectories(latest.getParent());
    Files.writeString(latest, report);
  }
}
