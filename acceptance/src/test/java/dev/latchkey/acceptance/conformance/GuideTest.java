package dev.latchkey.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page {@code docs/conformance.md} names the test of each module, and no other. */
final class GuideTest {

  /** A class, or a row of a table: a module and its test, which is of the class named last. */
  private static final Pattern NAMED =
      Pattern.compile(
          "\\bTests in\\s`(\\w+)`|^\\|\\s*`([^`]+)`\\s*\\|\\s*`(\\w+)`", Pattern.MULTILINE);

  private static final String PACKAGE = GuideTest.class.getPackageName();

  private record Row(String plan, String module, String test) {}

  @Test
  void the_page_names_the_test_of_each_module_and_no_other() throws Exception {
    assertThat(said()).containsExactlyInAnyOrderElementsOf(found());
  }

  private static List<Row> said() {
    List<Row> said = new ArrayList<>();
    String plan = "";
    for (MatchResult named : NAMED.matcher(Guide.TEXT).results().toList()) {
      if (named.group(1) != null) {
        plan = named.group(1);
      } else {
        said.add(new Row(plan, named.group(2), named.group(3)));
      }
    }
    return said;
  }

  private static List<Row> found() throws Exception {
    List<Row> found = new ArrayList<>();
    for (String plan : classes()) {
      for (Method method : Class.forName(PACKAGE + "." + plan).getDeclaredMethods()) {
        Module module = method.getAnnotation(Module.class);
        if (method.isAnnotationPresent(Test.class) && module != null) {
          found.add(new Row(plan, module.value(), method.getName()));
        }
      }
    }
    return found;
  }

  private static List<String> classes() throws IOException {
    Path sources = Path.of("src/test/java", PACKAGE.split("\\."));
    try (Stream<Path> files = Files.list(sources)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".java") && !file.equals("package-info.java"))
          .map(file -> file.substring(0, file.length() - ".java".length()))
          .toList();
    }
  }
}
