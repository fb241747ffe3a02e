package dev.latchkey.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server's {@code Main} in a JVM of its own, as the start script starts it but from the tests'
 * class path; what it prints goes to a file.
 */
public final class ServerProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Pattern INBOX = Pattern.compile("Inbox +(http://localhost:\\d+)/inbox");

  private final Process process;
  private final Path output;

  private ServerProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Runs one command and does not wait for it.
   *
   * @param folder the working directory; gets {@code output.log}, written anew
   * @param environment on top of a system's without any variable of Latchkey's
   */
  public static ServerProcess launch(
      Path folder, Map<String, String> environment, String... arguments) {
    Path output = folder.resolve("output.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.latchkey.app.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LATCHKEY_"));
    builder.environment().putAll(environment);
    try {
      return new ServerProcess(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address it serves, once it says in development mode that it is ready. */
  public String awaitUrl() {
    awaitOutput("Latchkey is ready");
    awaitOutput("/inbox");
    Matcher inbox = INBOX.matcher(output());
    if (!inbox.find()) {
      throw new AssertionError("No address:\n" + output());
    }
    return inbox.group(1);
  }

  /** Waits until it has printed that text. */
  public void awaitOutput(String text) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean ended = !process.isAlive();
      if (output().contains(text)) {
        return;
      }
      if (ended || System.nanoTime() > end) {
        throw new AssertionError("It does not say \"" + text + "\":\n" + output());
      }
      waitFor(Duration.ofMillis(10));
    }
  }

  /** The exit status, once it has ended by itself. */
  public int awaitEnd() {
    if (!waitFor(PATIENCE)) {
      throw new AssertionError("The server does not end:\n" + output());
    }
    return process.exitValue();
  }

  /** All that it has printed so far. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as {@code kill -9} does; returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks it to stop, as {@code kill} does, and waits. */
  @Override
  public void close() {
    process.destroy();
    if (!waitFor(PATIENCE)) {
      process.destroyForcibly();
    }
  }

  private boolean waitFor(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
