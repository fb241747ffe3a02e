package dev.latchkey.app;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.latchkey.app.Configuration.Mode;
import dev.latchkey.platform.config.ConfigurationException;
import dev.latchkey.platform.config.Environment;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The command line's way in. */
public final class Main {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int REFUSED = 2;
  private static final String OWN_FILE = "latchkey.yaml";

  private final PrintStream out;
  private final PrintStream err;
  private final Environment environment;
  private final Path folder;

  /**
   * @param folder the working directory
   */
  public Main(PrintStream out, PrintStream err, Environment environment, Path folder) {
    this.out = out;
    this.err = err;
    this.environment = environment;
    this.folder = folder;
  }

  /**
   * Runs one command. Exit status: 0 when it is done, 2 when the configuration or the command line
   * is refused, 1 when something else fails. A server that was started runs until a signal stops
   * it, which the JVM ends with 128 and its number: 130 after Ctrl-C.
   */
  public static void main(String[] args) {
    // What is written for machines must not depend on the language of this one: in many, %d has
    // other digits than 0 to 9. Users are answered in theirs, which is always named.
    Locale.setDefault(Locale.ROOT);
    Main main = new Main(System.out, System.err, Environment.system(), Path.of(""));
    int exitCode = main.run(args);
    // Also when it is 0: what was started may have left threads behind.
    System.exit(exitCode);
  }

  /** As {@link #main}, but returns the status instead of ending the JVM. */
  public int run(String... args) {
    return switch (Arguments.parse(args)) {
      case Command.Run run -> serve(run);
      case Command.Check check -> check(check);
      case Command.Init init -> init(init);
      case Command.RotateKeys rotate -> rotate(rotate);
      case Command.Say say -> {
        (say.exitCode() == DONE ? out : err).println(say.text());
        yield say.exitCode();
      }
    };
  }

  private int serve(Command.Run run) {
    try {
      Configuration configuration =
          Configuration.load(run.mode(), file(run.file()), run.options(), environment);
      configuration.warnings().forEach(warning -> err.println("Warning: " + warning));
      Optional<StartFailure> cannotListen = StartFailure.toListen(configuration.server());
      if (cannotListen.isPresent()) {
        return say(cannotListen.get());
      }
      Latchkey latchkey = start(configuration, run.mode());
      out.println(ready(run.mode(), latchkey.publicUrl(), configuration, sinceStart()));
      new CountDownLatch(1).await(); // Until a signal: the shutdown hook does the rest.
      return DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } catch (RuntimeException | Error e) {
      Optional<StartFailure> foreseen = StartFailure.of(e);
      if (foreseen.isPresent()) {
        return say(foreseen.get());
      }
      e.printStackTrace(err);
      return FAILED;
    }
  }

  /**
   * Starts, and stops on a signal. One that comes during the start waits for its end: what was
   * started by then, a database among it, would outlive this process.
   */
  private static Latchkey start(Configuration configuration, Mode mode) {
    var starting = new CompletableFuture<@Nullable Latchkey>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(starting.join()), "shutdown"));
    Latchkey latchkey = null;
    try {
      latchkey = Latchkey.start(configuration, mode);
      return latchkey;
    } finally {
      starting.complete(latchkey);
    }
  }

  /**
   * @param latchkey null if the start failed, which has closed what it had opened
   */
  private static void stop(@Nullable Latchkey latchkey) {
    if (latchkey != null) {
      latchkey.close();
    }
  }

  private int say(StartFailure failure) {
    err.println(failure.text());
    return failure.exitCode();
  }

  /** The one that is named; else the one that `init` writes, where it is there. */
  private @Nullable Path file(@Nullable Path named) {
    Path own = folder.resolve(OWN_FILE);
    String variable = environment.variable("LATCHKEY_CONFIG");
    boolean isNamed = named != null || variable != null && !variable.isEmpty();
    return !isNamed && Files.exists(own) ? own : named;
  }

  static String ready(Mode mode, String url, Configuration configuration, Duration sinceStart) {
    String head = "Latchkey is ready (%.1f s)".formatted(sinceStart.toMillis() / 1000.0);
    return mode == Mode.DEV
        ? """
        %s

          Demo page     %s/
          Inbox         %2$s/inbox
          Health check  %2$s/health

          Data          %s
          Stop          Ctrl-C\
        """
            .formatted(head, url, data(configuration.server()))
        : head + " at " + String.join(", ", urls(configuration));
  }

  private static List<String> urls(Configuration configuration) {
    return configuration.tenants().stream().map(tenant -> tenant.publicUrl()).distinct().toList();
  }

  private static String data(ServerSettings server) {
    return server.database() == null
        ? server.data().toAbsolutePath().normalize().toString()
        : "in the database that was named";
  }

  /** Asked for when all is done: loading what knows it takes its own while. */
  private static Duration sinceStart() {
    long now = System.currentTimeMillis();
    return Duration.ofMillis(now - ManagementFactory.getRuntimeMXBean().getStartTime());
  }

  private int check(Command.Check check) {
    List<String> warnings;
    try {
      warnings = warnings(Mode.DEV, check.file());
    } catch (ConfigurationException e) {
      err.println(e.getMessage());
      return REFUSED;
    }
    try {
      warnings = warnings(Mode.SERVE, check.file());
      warnings.forEach(warning -> out.println("Warning: " + warning));
      out.println(check.file() + " is fine.");
      return DONE;
    } catch (ConfigurationException e) {
      PrintStream where = check.forServe() ? err : out;
      warnings.forEach(warning -> where.println("Warning: " + warning));
      where.println("Good for `dev`, but `serve` refuses it: " + e.getMessage());
      return check.forServe() ? REFUSED : DONE;
    }
  }

  private List<String> warnings(Mode mode, Path file) {
    return new ConfigurationLoader(mode, file, Options.NONE, environment).check();
  }

  private int rotate(Command.RotateKeys rotate) {
    try {
      Configuration configuration =
          Configuration.load(Mode.DEV, file(rotate.file()), rotate.options(), environment);
      new KeyRotation(configuration, Clock.systemUTC(), new SecureRandom())
          .run(rotate.tenant(), rotate.compromised())
          .forEach(out::println);
      return DONE;
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return REFUSED;
    } catch (RuntimeException e) {
      Optional<StartFailure> foreseen = StartFailure.of(e);
      if (foreseen.isPresent()) {
        return say(foreseen.get());
      }
      e.printStackTrace(err);
      return FAILED;
    }
  }

  private int init(Command.Init init) {
    Path file = folder.resolve(OWN_FILE);
    OpenOption[] options =
        init.force()
            ? new OpenOption[] {CREATE, TRUNCATE_EXISTING, WRITE}
            : new OpenOption[] {CREATE_NEW, WRITE};
    try {
      Files.writeString(file, Demo.yaml(), options);
    } catch (FileAlreadyExistsException e) {
      err.println(OWN_FILE + " is there already. Mend: `init --force` writes over it.");
      return FAILED;
    } catch (IOException e) {
      err.println("%s cannot be written: %s".formatted(file.toAbsolutePath(), e));
      return FAILED;
    }
    out.println(
        "Wrote %s. `latchkey dev` takes it from here; `latchkey check %1$s` tells what `serve` needs."
            .formatted(OWN_FILE));
    return DONE;
  }
}
