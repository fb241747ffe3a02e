package dev.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A built checkout: starts what its start script would start.
 *
 * @param root of the checkout
 * @param work an empty folder for databases, logs and the ahead-of-time cache
 */
record Installation(Path root, Path work) {

  /** As in the start script; {@code InstallationTest} holds that. */
  static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-Xms32m",
          "-Xmx512m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Xlog:aot*=off",
          "-Xlog:cds*=off");

  /** The start script keeps a cache only of servers that ran at least as long. */
  private static final Duration TRAINING = Duration.ofSeconds(3);

  /** Has the JVM make the ahead-of-time cache that {@link #start} can use. */
  void makeCache(Population people, ServerConfiguration configuration)
      throws IOException, InterruptedException {
    try (ServerProcess _ = start(people, configuration, "-XX:AOTCacheOutput=" + cache())) {
      Thread.sleep(TRAINING);
    }
    if (!Files.exists(cache())) {
      throw new IllegalStateException("The JVM made no ahead-of-time cache");
    }
  }

  /** Starts the server with the ahead-of-time cache, as from the second start on. */
  ServerProcess start(Population people, ServerConfiguration configuration)
      throws IOException, InterruptedException {
    return start(people, configuration, "-XX:AOTCache=" + cache());
  }

  /** Starts the server as at the first time. */
  ServerProcess startWithoutCache(Population people, ServerConfiguration configuration)
      throws IOException, InterruptedException {
    return start(people, configuration, "-XX:AOTMode=off");
  }

  private ServerProcess start(
      Population people, ServerConfiguration configuration, String cacheOption)
      throws IOException, InterruptedException {
    Path file = work.resolve(people.tenant() + ".yaml");
    Files.writeString(file, configuration.yaml(people.tenant()));
    int port = ServerProcess.freePort();
    List<String> command = java(cacheOption, classPath(), "dev.latchkey.app.Main");
    command.add("dev"); // `serve` would refuse the nearly free hash
    command.addAll(List.of("--config", file.toString()));
    command.addAll(List.of("--port", Integer.toString(port)));
    command.addAll(List.of("--data", data(people).toString()));
    return ServerProcess.start(command, port, work.resolve(people.tenant() + ".log"));
  }

  /** Starts {@link TrivialServer} with the same libraries and options. */
  ServerProcess startTrivial() throws IOException, InterruptedException {
    int port = ServerProcess.freePort();
    List<String> command =
        java("-XX:AOTMode=off", classPath() + ":" + ownClasses(), TrivialServer.class.getName());
    command.add(Integer.toString(port));
    return ServerProcess.start(command, port, work.resolve("trivial.log"));
  }

  /** The database of a server that runs. */
  Database database(Population people) throws IOException {
    return Database.in(data(people));
  }

  /** What looks into one of the servers. */
  CpuProfile.Recorder recorder(long pid) {
    return new CpuProfile.Recorder(pid, work.resolve("cpu.jfc"), work.resolve("cpu.jfr"));
  }

  private Path data(Population people) {
    return work.resolve(people.tenant());
  }

  private Path cache() {
    return work.resolve("latchkey.aot");
  }

  private static List<String> java(String option, String classPath, String mainClass) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(List.of(option, "-cp", classPath, mainClass));
    return command;
  }

  /** Jars alone and always in the same order, as the ahead-of-time cache wants them. */
  private String classPath() {
    Path target = root.resolve("server/target");
    try (Stream<Path> own = Files.list(target);
        Stream<Path> libraries = Files.list(target.resolve("lib"))) {
      return Stream.concat(own.filter(file -> file.toString().endsWith(".jar")), libraries.sorted())
          .map(Path::toString)
          .collect(Collectors.joining(":"));
    } catch (IOException e) {
      throw new UncheckedIOException("The server is not built", e);
    }
  }

  private static Path ownClasses() {
    try {
      return Path.of(
          Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
