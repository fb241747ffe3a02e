package dev.latchkey.acceptance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a script of a Node.js project, whose packages it installs first when they are not there, or
 * not those of today.
 *
 * @param project the folder of its {@code package.json}
 */
record Npm(Path project) {

  /** What the start script builds first, when it is due, is in it. */
  private static final int MINUTES = 20;

  private static final String FAILURES = "✖ failing tests:";

  /** Fails with what the script printed last when it fails. */
  void run(String script) throws IOException, InterruptedException {
    if (!isInstalled()) {
      npm("ci");
    }
    npm("run", script);
  }

  private boolean isInstalled() throws IOException {
    Path installed = project.resolve("node_modules/.package-lock.json");
    Path wanted = project.resolve("package-lock.json");
    return Files.exists(installed)
        && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted)) >= 0;
  }

  private void npm(String... command) throws IOException, InterruptedException {
    String name = String.join("-", project.getFileName().toString(), command[command.length - 1]);
    Path log = Files.createDirectories(Path.of("target")).resolve("npm-" + name + ".log");
    Process npm =
        new ProcessBuilder(Stream.concat(Stream.of("npm"), List.of(command).stream()).toList())
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = npm.waitFor(MINUTES, TimeUnit.MINUTES);
      assertThat(ended && npm.exitValue() == 0).as("npm %s%n%s", name, news(log)).isTrue();
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
