package dev.latchkey.platform.db.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How PostgreSQL's programs are run: with an environment that is the same everywhere, and never as
 * root, which PostgreSQL refuses. A root process runs them in a user namespace of their own, where
 * they have no rights beyond those of the files' owner; where namespaces are forbidden (many
 * containers), they become the user nobody and get the files.
 */
final class Programs {
  private static final List<String> NAMESPACE = List.of("unshare", "-U");

  /** By number, since the names of this user's group differ between distributions. */
  private static final List<String> NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  private final Path bin;
  private final List<String> wrapper;
  private final Optional<UserPrincipal> owner;

  private Programs(Path bin, List<String> wrapper, Optional<UserPrincipal> owner) {
    this.bin = bin;
    this.wrapper = wrapper;
    this.owner = owner;
  }

  /**
   * @throws EmbeddedPostgresException if this is root and the system has no way to run PostgreSQL
   *     as anybody else
   */
  static Programs of(Path installation) throws IOException, InterruptedException {
    Path bin = installation.resolve("bin");
    if (ProcessHandle.current().info().user().filter("root"::equals).isEmpty()) {
      return new Programs(bin, List.of(), Optional.empty());
    }
    var users = bin.getFileSystem().getUserPrincipalLookupService();
    Programs confined =
        new Programs(bin, NAMESPACE, Optional.of(users.lookupPrincipalByName("root")));
    Outcome first = confined.call("postgres", "--version");
    if (first.succeeded()) {
      return confined;
    }
    Programs asNobody =
        new Programs(bin, NOBODY, Optional.of(users.lookupPrincipalByName("65534")));
    Outcome second = asNobody.call("postgres", "--version");
    if (second.succeeded()) {
      return asNobody;
    }
    throw new EmbeddedPostgresException(
        "PostgreSQL refuses to run as root and could not be run as anybody else (unshare: "
            + first.output()
            + "; setpriv: "
            + second.output()
            + "). Start Latchkey as another user, keep its data where the user nobody can read, or"
            + " give it a PostgreSQL of its own with --database-url.");
  }

  /** Makes these files belong to whom the programs run as. */
  void giveOwnership(Path tree) throws IOException {
    if (owner.isPresent()) {
      Trees.giveTo(owner.get(), tree);
    }
  }

  /**
   * Runs a program to its end.
   *
   * @throws EmbeddedPostgresException with all it said, if it fails
   */
  void run(String program, String... arguments) throws IOException, InterruptedException {
    Outcome outcome = call(program, arguments);
    if (!outcome.succeeded()) {
      throw new EmbeddedPostgresException(program + " failed:\n" + outcome.output());
    }
  }

  /**
   * Starts a program that stays. It is the process returned, not a child of it, and where {@code
   * setsid} exists it leaves the terminal: a Ctrl-C is for the JVM, which stops it when it is done
   * with it.
   *
   * @param output written anew with what the program says
   */
  Process launch(Path output, String program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    onSearchPath("setsid").ifPresent(command::add);
    command.addAll(command(program, arguments));
    return builder(command).redirectOutput(output.toFile()).start();
  }

  private Outcome call(String program, String... arguments)
      throws IOException, InterruptedException {
    if (!wrapper.isEmpty() && onSearchPath(wrapper.getFirst()).isEmpty()) {
      return new Outcome(false, "not installed");
    }
    Process process = builder(command(program, List.of(arguments))).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor() == 0, output.strip());
  }

  private List<String> command(String program, List<String> arguments) {
    return Stream.of(wrapper, List.of(bin.resolve(program).toString()), arguments)
        .flatMap(List::stream)
        .toList();
  }

  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
    // Secrets of the server stay out, and so does whatever would change PostgreSQL's locale, time
    // zone or messages.
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", searchPath(), "LC_ALL", "C", "TZ", "UTC"));
    return builder;
  }

  private static Optional<String> onSearchPath(String program) {
    return Stream.of(searchPath().split(File.pathSeparator))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private static String searchPath() {
    String path = System.getenv("PATH");
    return path == null ? "/usr/bin:/bin" : path;
  }

  private record Outcome(boolean succeeded, String output) {}
}
