package dev.latchkey.acceptance.conformance;

import dev.latchkey.testkit.TestConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The clients that {@code docs/conformance.md} has under its headings. */
final class Snippet {

  /** Where the suite is in the page. */
  static final String SUITE = "https://www.certification.openid.net/test/a/latchkey";

  /** The clients of the standard tenant that those of the page take the place of. */
  private static final List<String> PLACES =
      List.of(TestConfig.BACKEND, TestConfig.WEB_APP, TestConfig.LEGACY);

  private Snippet() {}

  /**
   * The standard tenant with hosted pages and these clients.
   *
   * @param here puts addresses of the test's in the place of the page's
   */
  static TestConfig of(UnaryOperator<String> here, String... headings) {
    TestConfig config =
        TestConfig.standard()
            .set("/tenants/0/pages", Map.of())
            .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")));
    int next = 0;
    for (String heading : headings) {
      for (JsonNode client : clients(heading, here)) {
        config.set(TestConfig.client(PLACES.get(next++)), client);
      }
    }
    return config;
  }

  private static JsonNode clients(String heading, UnaryOperator<String> here) {
    Matcher yaml =
        Pattern.compile("(?s)\n## " + Pattern.quote(heading) + "\n.*?```yaml\n(.*?)```")
            .matcher("\n" + page());
    if (!yaml.find()) {
      throw new AssertionError("docs/conformance.md lost " + heading);
    }
    String text = here.apply(yaml.group(1).replace("${SUITE_SECRET}", TestConfig.SECRET));
    Object list = new Load(LoadSettings.builder().build()).loadFromString(text);
    return JsonMapper.shared().<JsonNode>valueToTree(list);
  }

  private static String page() {
    try {
      return Files.readString(Path.of("..", "docs", "conformance.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
