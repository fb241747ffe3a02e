package dev.latchkey.acceptance.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The commands of docs/access-api.md, as they stand there. */
class AccessGuideTest {

  private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

  @Test
  void the_guide_works_as_it_is_written() throws Exception {
    String guide = Files.readString(Path.of("..", "docs", "access-api.md"));
    String tour =
        SHELL
            .matcher(guide)
            .results()
            .map(block -> block.group(1))
            .collect(Collectors.joining("\necho\n"));
    try (TestServer server = TestServer.startDemo()) {
      String script = tour.replace("http://localhost:9000", server.url());
      Process shell =
          new ProcessBuilder("bash", "-eu", "-c", script).redirectErrorStream(true).start();
      String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(shell.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(shell.exitValue()).as(output).isZero();
      assertThat(output)
          .contains(
              "\"passwordInfo\":",
              "\"name\":\"Nadia Okafor\"",
              "\"status\":\"STANDARD\"",
              "\"status\":\"ACTIVE\"",
              "\"status\":\"STEPPED_UP\"")
          .endsWith("204")
          .doesNotContain("errorCode", "syntaxErrors");
    }
  }
}
