package dev.latchkey.platform.db.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** An embedded PostgreSQL that belongs to a JVM of its own, so that this JVM can be killed. */
final class OtherProcess implements AutoCloseable {
  private final Process jvm;
  private final String jdbcUrl;
  private final String password;

  OtherProcess(Path directory, Path programsCache) throws IOException {
    jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                directory.toString(),
                programsCache.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = jvm.inputReader();
    jdbcUrl = output.readLine();
    password = output.readLine();
  }

  /** The address, or why the start was refused. */
  String jdbcUrl() {
    return jdbcUrl;
  }

  String password() {
    return password;
  }

  void kill() throws InterruptedException {
    jvm.destroyForcibly().waitFor();
  }

  /** Ends it in good order, unless it is gone. */
  @Override
  public void close() throws IOException {
    jvm.getOutputStream().close();
    jvm.onExit().join();
  }

  /** Runs until its standard input ends, which it does with the JVM that started it. */
  public static void main(String[] arguments) {
    try (var postgres =
        EmbeddedPostgres.start(Path.of(arguments[0]), Path.of(arguments[1]), _ -> {})) {
      System.out.println(postgres.jdbcUrl());
      System.out.println(postgres.password());
      while (System.in.read() >= 0) {}
    } catch (EmbeddedPostgresException e) {
      System.out.println(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
