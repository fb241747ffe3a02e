package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tour of the README, run as it stands against the configuration that {@code latchkey dev}
 * starts with.
 */
class ReadmeTest {

  private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

  @Test
  void the_two_minute_tour_works_as_it_is_printed() throws IOException, InterruptedException {
    String readme = Files.readString(Path.of("..", "README.md"));
    String tour =
        SHELL
            .matcher(readme)
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
          .contains("\"tkn\":", "\"given_name\":\"Ada\"", "\"family_name\":\"Lovelace\"")
          .doesNotContain("\"error\"");
    }
  }
}
