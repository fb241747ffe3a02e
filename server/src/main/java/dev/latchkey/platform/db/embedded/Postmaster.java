package dev.latchkey.platform.db.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The one running PostgreSQL process of a cluster, from its start to its end. */
final class Postmaster {
  /**
   * Crash recovery replays at most max_wal_size (1 GB), which a slow disk can take a minute for.
   */
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  /** How long a start is tried again that failed for a reason which passes. */
  private static final Duration RETRY_LIMIT = Duration.ofSeconds(10);

  private static final Duration CLEAN_STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration QUICK_STOP_LIMIT = Duration.ofSeconds(5);
  private static final int LOG_LINES_SHOWN = 20;

  // PostgreSQL, appendix A: a class of states and a state
  private static final String CONNECTION_EXCEPTION = "08";
  private static final String CANNOT_CONNECT_NOW = "57P03";

  private final Process process;
  private final Path data;
  private final int port;

  private Postmaster(Process process, Path data, int port) {
    this.process = process;
    this.data = data;
    this.port = port;
  }

  /**
   * Ends what an earlier start left running on this cluster, starts PostgreSQL and waits until it
   * takes connections.
   *
   * @param log written anew; the log of the start before gets the suffix {@code .1}
   */
  static Postmaster start(Programs programs, Cluster cluster, Path log, Consumer<String> progress)
      throws IOException, InterruptedException {
    stopLeftOver(cluster.data(), progress);
    if (Files.exists(log)) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
    long began = System.nanoTime();
    while (true) {
      int port = freePort();
      Process process = programs.launch(log, "postgres", arguments(cluster.data(), port));
      Postmaster postmaster = new Postmaster(process, cluster.data(), port);
      try {
        if (postmaster.connects(cluster, log)) {
          return postmaster;
        }
      } catch (Throwable e) {
        process.destroyForcibly();
        throw e;
      }
      String end = end(log);
      if (!passes(end) || System.nanoTime() - began > RETRY_LIMIT.toNanos()) {
        throw new EmbeddedPostgresException(
            "PostgreSQL did not start. The end of " + log + " says:\n" + end);
      }
      Thread.sleep(50);
    }
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable";
  }

  void stop() throws IOException, InterruptedException {
    stop(process.toHandle(), data);
  }

  private static List<String> arguments(Path data, int port) {
    return List.of(
        "-D", data.toString(), // first: servesCluster() knows a postmaster by it
        "-p", Integer.toString(port),
        "-c", "listen_addresses=127.0.0.1",
        "-c", "unix_socket_directories=",
        "-c", "fsync=on",
        // Only what the data fills is taken. A million profiles in use need more than 64 MB, or
        // every read is a system call.
        "-c", "shared_buffers=256MB",
        "-c", "max_connections=100",
        "-c", "io_method=sync",
        "-c", "cluster_name=latchkey",
        "-c", "logging_collector=off",
        "-c", "log_line_prefix=%m [%p] ",
        // Starts, stops, crashes and refused logins. Failed statements are the caller's to report;
        // in the log they would leave personal data.
        "-c", "log_min_messages=log",
        "-c", "log_min_error_statement=panic",
        "-c", "log_error_verbosity=terse",
        "-c", "log_checkpoints=off");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  /** True once a login succeeds, false if the process ends before. */
  private boolean connects(Cluster cluster, Path log) throws InterruptedException {
    Properties login = new Properties();
    login.setProperty("user", Cluster.USER);
    login.setProperty("password", cluster.password());
    login.setProperty("connectTimeout", "5"); // seconds
    login.setProperty("socketTimeout", "5");
    long began = System.nanoTime();
    for (long pause = 5; ; pause = Math.min(2 * pause, 250)) {
      try (Connection _ = DriverManager.getConnection(jdbcUrl(), login)) {
        return true;
      } catch (SQLException e) {
        if (!mayStillStart(e) || System.nanoTime() - began > START_LIMIT.toNanos()) {
          throw new EmbeddedPostgresException(
              "PostgreSQL started but takes no connection ("
                  + e.getMessage()
                  + "). Its log is "
                  + log,
              e);
        }
      }
      if (process.waitFor(pause, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
  }

  private static boolean mayStillStart(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith(CONNECTION_EXCEPTION) || state.equals(CANNOT_CONNECT_NOW);
  }

  /**
   * The port was taken by another program meanwhile, or a killed PostgreSQL's last processes are
   * still ending.
   */
  private static boolean passes(String log) {
    return log.contains("could not create any TCP/IP sockets")
        || log.contains("pre-existing shared memory block");
  }

  private static String end(Path log) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    return String.join(
        "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
  }

  /**
   * A JVM that is killed cannot stop its PostgreSQL. The file it leaves names a process, but after
   * a restart of the machine or container that number may belong to any other, which PostgreSQL
   * would wait for.
   */
  private static void stopLeftOver(Path data, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> named = firstNumber(pidFile).flatMap(ProcessHandle::of);
    if (named.filter(process -> servesCluster(process, data)).isPresent()) {
      progress.accept("Stopping the PostgreSQL that a killed server left behind …");
      stop(named.get(), data);
    } else {
      Files.delete(pidFile);
    }
  }

  private static Optional<Long> firstNumber(Path file) throws IOException {
    try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.findFirst().filter(line -> line.matches("[0-9]{1,18}")).map(Long::valueOf);
    }
  }

  private static boolean servesCluster(ProcessHandle process, Path data) {
    String[] arguments = process.info().arguments().orElseGet(() -> new String[0]);
    return arguments.length >= 2
        && arguments[0].equals("-D")
        && arguments[1].equals(data.toString());
  }

  /**
   * Ends connections and writes what is open (SIGINT), else leaves that to the next start's
   * recovery (SIGQUIT), else kills.
   */
  private static void stop(ProcessHandle process, Path data)
      throws IOException, InterruptedException {
    send("INT", process);
    if (ends(process, data, CLEAN_STOP_LIMIT)) {
      return;
    }
    send("QUIT", process);
    if (ends(process, data, QUICK_STOP_LIMIT)) {
      return;
    }
    process.destroyForcibly();
    if (!ends(process, data, QUICK_STOP_LIMIT)) {
      throw new IOException("process " + process.pid() + " does not end");
    }
  }

  /** Java itself can only send SIGTERM, on which PostgreSQL waits for its clients, and SIGKILL. */
  private static void send(String signal, ProcessHandle process)
      throws IOException, InterruptedException {
    if (process.isAlive()) {
      new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", signal, "" + process.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }

  private static boolean ends(ProcessHandle process, Path data, Duration limit)
      throws InterruptedException {
    long began = System.nanoTime();
    // A process that ended but was not collected by its parent counts as alive, but has no
    // arguments any more.
    while (process.isAlive() && servesCluster(process, data)) {
      if (System.nanoTime() - began > limit.toNanos()) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }
}
