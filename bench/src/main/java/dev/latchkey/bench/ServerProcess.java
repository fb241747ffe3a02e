package dev.latchkey.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that listens: the server that is measured, or the trivial one. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

  private final Process process;
  private final Target target;
  private final double startUpMillis;
  private final double startUpCpuSeconds;

  private ServerProcess(
      Process process, Target target, double startUpMillis, double startUpCpuSeconds) {
    this.process = process;
    this.target = target;
    this.startUpMillis = startUpMillis;
    this.startUpCpuSeconds = startUpCpuSeconds;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param log where its output goes
   */
  static ServerProcess start(List<String> command, int port, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // Settings of the shell's must not reach what is measured
    builder.environment().keySet().removeIf(name -> name.startsWith("LATCHKEY_"));
    long began = System.nanoTime();
    Process process = builder.start();
    // Whatever goes wrong here, no server is left behind
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Target target = new Target(port);
    while (!target.isReady()) {
      if (!process.isAlive() || System.nanoTime() - began > START_LIMIT.toNanos()) {
        throw new IllegalStateException("The server did not start:\n" + Files.readString(log));
      }
      Thread.sleep(3);
    }
    double startUpMillis = (System.nanoTime() - began) / 1e6;
    return new ServerProcess(process, target, startUpMillis, Processes.cpuSeconds(process.pid()));
  }

  long pid() {
    return process.pid();
  }

  Target target() {
    return target;
  }

  /** From the start of the process to the first 200 of {@code /health/ready}. */
  double startUpMillis() {
    return startUpMillis;
  }

  /** What the JVM took of the processors until then. */
  double startUpCpuSeconds() {
    return startUpCpuSeconds;
  }

  /** Stops it as an operator does, and waits for what it does at its end. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
