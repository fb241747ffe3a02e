package dev.latchkey.acceptance.security;

import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Requirements and the tests that hold them, as a page. */
final class SecurityTable {

  private static final String TESTS = "acceptance/src/test/java/";
  private static final String BROWSER_TESTS = "acceptance/browser/test/";

  /** How a test in a browser, or a group of them, says which class of attack it tries. */
  private static final Pattern BROWSER_ATTACK =
      Pattern.compile("^ *(?:describe|it)\\(\"attack (\\d+): ([^\"]+)\"", Pattern.MULTILINE);

  /**
   * @param id such as {@code ASVS 6.3.8} or {@code Class 17}
   * @param level of the standard, or empty
   * @param note why there is no test, or what the tests do not show; may be empty
   */
  record Row(String section, String id, String level, String text, String note) {

    static Row of(String section, String line) {
      String[] cells = line.split("\\|", -1);
      if (cells.length != 4) {
        throw new AssertionError("Not four cells: " + line);
      }
      return new Row(
          section, cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].strip());
    }
  }

  private final List<Row> rows;

  /** By id the tests, as links, each with those of its methods that are named; none: all. */
  private final Map<String, Map<String, Set<String>>> tests;

  private SecurityTable(List<Row> rows, Map<String, Map<String, Set<String>>> tests) {
    this.rows = rows;
    this.tests = tests;
  }

  /**
   * @param data the requirements
   * @param classes the folder of the compiled tests
   * @param browser the folder of the tests in a browser, which say by their names what they try
   */
  static SecurityTable read(Path data, Path classes, Path browser) {
    try (Stream<Path> files = Files.walk(classes);
        Stream<Path> scripts = Files.list(browser)) {
      Map<String, Map<String, Set<String>>> tests = new TreeMap<>();
      for (Path file : files.filter(f -> f.toString().endsWith("Test.class")).toList()) {
        collect(load(classes.relativize(file)), tests);
      }
      for (Path script : scripts.filter(f -> f.toString().endsWith(".test.js")).toList()) {
        collectAttacks(script, tests);
      }
      return new SecurityTable(rows(Files.readAllLines(data)), tests);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Row> rows(List<String> lines) {
    List<Row> rows = new ArrayList<>();
    String section = "";
    for (String line : lines) {
      if (line.startsWith("== ")) {
        section = line.substring(3);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        rows.add(Row.of(section, line));
      }
    }
    return rows;
  }

  private static Class<?> load(Path file) {
    String name =
        file.toString().replace(".class", "").replace(file.getFileSystem().getSeparator(), ".");
    try {
      return Class.forName(name, false, SecurityTable.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static void collect(Class<?> test, Map<String, Map<String, Set<String>>> tests) {
    String source = TESTS + test.getName().replace('.', '/') + ".java";
    String link = "[" + test.getSimpleName() + "](../../" + source + ")";
    for (String id : ids(test)) {
      named(tests, id, link);
    }
    for (Method method : test.getDeclaredMethods()) {
      for (String id : ids(method)) {
        String words = method.getName().replace('_', ' ');
        named(tests, id, link).add(words.replaceFirst("^attack \\d\\d ", ""));
      }
    }
  }

  private static void collectAttacks(Path script, Map<String, Map<String, Set<String>>> tests)
      throws IOException {
    String name = script.getFileName().toString();
    String link = "[" + name + "](../../" + BROWSER_TESTS + name + ")";
    Matcher attack = BROWSER_ATTACK.matcher(Files.readString(script));
    while (attack.find()) {
      named(tests, "Class " + attack.group(1), link).add(attack.group(2));
    }
  }

  private static Set<String> named(
      Map<String, Map<String, Set<String>>> tests, String id, String link) {
    return tests
        .computeIfAbsent(id, unused -> new TreeMap<>())
        .computeIfAbsent(link, unused -> new TreeSet<>());
  }

  private static List<String> ids(AnnotatedElement element) {
    List<String> ids = new ArrayList<>();
    Requirement requirement = element.getAnnotation(Requirement.class);
    if (requirement != null) {
      ids.addAll(Arrays.asList(requirement.value()));
    }
    AttackClass attack = element.getAnnotation(AttackClass.class);
    if (attack != null) {
      Arrays.stream(attack.value()).forEach(number -> ids.add("Class " + number));
    }
    return ids;
  }

  List<Row> rows() {
    return rows;
  }

  List<String> testsOf(Row row) {
    return tests.getOrDefault(row.id(), Map.of()).entrySet().stream()
        .map(test ->
            test.getValue().isEmpty()
                ? test.getKey()
                : test.getKey() + ": " + String.join("; ", test.getValue()))
        .toList();
  }

  /** What tests claim to hold and no row names. */
  Set<String> unknownIds() {
    Set<String> unknown = new TreeSet<>(tests.keySet());
    rows.forEach(row -> unknown.remove(row.id()));
    return unknown;
  }

  /** The page. */
  String page() {
    Map<String, List<Row>> sections =
        rows.stream()
            .collect(Collectors.groupingBy(Row::section, LinkedHashMap::new, Collectors.toList()));
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # What is tested, and what is not met

        Made by `./latchkey security-table` from the annotations of the tests, the names of those in a browser, and
        [requirements.txt](requirements.txt); a test holds that it is up to date. The numbers of the ASVS are those of version
        5.0, the words are ours. A row names the tests that would fail if it were not so; one without a test says why.

        """);
    page.append(
        "| | Rows | Tested | Tested in part | Not built yet | Not met | Not applicable |\n");
    page.append("|---|---|---|---|---|---|---|\n");
    sections.forEach((section, own) ->
        page.append(
            "| %s | %d | %d | %d | %d | %d | %d |\n"
                .formatted(
                    section,
                    own.size(),
                    own.stream().filter(r -> isTested(r) && !says(r, "Partly")).count(),
                    own.stream().filter(r -> isTested(r) && says(r, "Partly")).count(),
                    own.stream().filter(r -> says(r, "Not built yet")).count(),
                    own.stream().filter(r -> says(r, "Not met")).count(),
                    own.stream().filter(r -> says(r, "Not applicable")).count())));
    sections.forEach((section, own) -> append(page, section, own));
    return page.toString();
  }

  private boolean isTested(Row row) {
    return !testsOf(row).isEmpty()
        && !says(row, "Not built yet")
        && !says(row, "Not met")
        && !says(row, "Not applicable");
  }

  private static boolean says(Row row, String word) {
    return row.note().startsWith(word);
  }

  private void append(StringBuilder page, String section, List<Row> own) {
    page.append("\n## ").append(section).append("\n\n");
    page.append("| | Level | What | Held by |\n|---|---|---|---|\n");
    for (Row row : own) {
      List<String> held = new ArrayList<>(testsOf(row));
      if (!row.note().isEmpty()) {
        held.add("*" + row.note() + "*");
      }
      page.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  row.id().replaceFirst("^(ASVS|Class) ", ""),
                  row.level(),
                  row.text(),
                  String.join("<br>", held)));
    }
  }
}
