package dev.latchkey.acceptance.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The page {@code docs/security/README.md} says what the tests are. With {@code
 * -Dlatchkey.security.write=true}, which {@code ./latchkey security-table} sets, it is written
 * anew.
 */
class SecurityTableTest {

  private static final Path FOLDER = Path.of("../docs/security");
  private static final Path PAGE = FOLDER.resolve("README.md");
  private static final String WHY = "Not (met|applicable|built yet)(:.+)?|Documented:.+";
  private static final String BESIDE_TESTS = "((Partly|Also|Not applicable):.+)?";

  private static SecurityTable table() throws URISyntaxException {
    Path classes =
        Path.of(
            SecurityTableTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return SecurityTable.read(FOLDER.resolve("requirements.txt"), classes, Path.of("browser/test"));
  }

  @Test
  void the_page_says_what_the_tests_are() throws IOException, URISyntaxException {
    String page = table().page();
    if (Boolean.getBoolean("latchkey.security.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).as("./latchkey security-table writes it anew").hasContent(page);
  }

  @Test
  void every_requirement_has_a_test_or_a_reason_why_it_has_none() throws URISyntaxException {
    SecurityTable table = table();
    assertThat(table.rows()).hasSizeGreaterThan(100);
    assertThat(table.rows().stream().map(SecurityTable.Row::id)).doesNotHaveDuplicates();
    for (SecurityTable.Row row : table.rows()) {
      assertThat(row.note())
          .as(row.id())
          .matches(table.testsOf(row).isEmpty() ? WHY : BESIDE_TESTS);
    }
  }

  @Test
  void every_test_names_requirements_that_there_are() throws URISyntaxException {
    assertThat(table().unknownIds()).isEmpty();
  }
}
