package dev.latchkey.acceptance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * In Chromium, against a server that the start script started: the web client of the contract's
 * vendor, unmodified from npm, the demo page and the inbox; and what Ctrl-C leaves. {@code npm
 * test} in {@code acceptance/browser} runs the same, test by test.
 */
class BrowserTest {

  private static final Path PROJECT = Path.of("browser").toAbsolutePath();

  /** What the script builds first, when it is due, is in it. */
  private static final int MINUTES = 10;

  private static final String FAILURES = "✖ failing tests:";

  @Test
  void the_browser_tests_pass() throws IOException, InterruptedException {
    if (!Files.exists(PROJECT.resolve("node_modules/.package-lock.json"))) {
      npm("ci");
    }
    npm("test");
  }

  private static void npm(String command) throws IOException, InterruptedException {
    Path log = Files.createDirectories(Path.of("target")).resolve("npm-" + command + ".log");
    Process npm =
        new ProcessBuilder("npm", command)
            .directory(PROJECT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = npm.waitFor(MINUTES, TimeUnit.MINUTES);
      assertThat(ended && npm.exitValue() == 0).as("npm %s%n%s", command, news(log)).isTrue();
    } finally {
      npm.descendants().forEach(ProcessHandle::destroy);
      npm.destroy();
    }
  }

  /** The end of the log, where the failures are once more; all of it when there is no such end. */
  private static String news(Path log) throws IOException {
    String all = Files.readString(log);
    return all.substring(Math.max(0, all.indexOf(FAILURES)));
  }
}
