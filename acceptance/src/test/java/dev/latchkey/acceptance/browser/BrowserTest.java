package dev.latchkey.acceptance.browser;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * In Chromium, against a server that the start script started: the web client of the contract's
 * vendor, unmodified from npm, our own browser SDK, the demo page and the inbox; and what Ctrl-C
 * leaves. {@code npm test} in {@code acceptance/browser} runs the same, test by test. It takes
 * minutes and waits for browsers most of the time, so the other tests go on beside it.
 */
@Execution(ExecutionMode.CONCURRENT)
class BrowserTest {

  @Test
  void the_browser_tests_pass() throws IOException, InterruptedException {
    new Npm(Path.of("browser").toAbsolutePath()).run("test");
  }
}
