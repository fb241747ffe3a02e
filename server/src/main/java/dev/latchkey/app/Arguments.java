package dev.latchkey.app;

import dev.latchkey.app.Configuration.Mode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the command line: a command, then its options as {@code --name value} or {@code
 * --name=value}. By hand, since a library for it costs a twentieth of a second of every start.
 */
final class Arguments {
  private static final int DONE = 0;
  private static final int MISUSED = 2;

  private static final String HELP =
      """
      Usage: latchkey COMMAND [OPTION...]

        dev          start a server with everything in it, to try and to develop against
        serve        start a server for production; weak settings are refused
        check FILE   check a configuration without starting anything
        init         write a first configuration to ./latchkey.yaml
        rotate-keys  have the tenants' signing keys followed by new ones

        COMMAND --help   what a command takes
        --version        which version this is\
      """;

  private static final String RUN_HELP =
      """
      Usage: latchkey %s [OPTION...]

        --config FILE               configuration; else LATCHKEY_CONFIG, else ./latchkey.yaml if it is
                                    there%s
        --port PORT                 port to listen on, 9000 unless set; 0 takes a free one
        --address ADDRESS           network address to listen on, %s unless set
        --public-url URL            scheme, host and port that the world sees
        --tls                       serve TLS, self-signed unless the file names a certificate
        --data FOLDER               where the embedded database is kept, ./data unless set
        --database-url URL          PostgreSQL to use instead of the embedded one
        --trusted-proxies NETWORKS  whose X-Forwarded-For is believed, with commas between

      Each can also be set in the environment (LATCHKEY_PORT for --port) or, but for --config, in the
      file (port). The command line stands above the environment, and that above the file. Secrets are
      for the environment or the file alone: LATCHKEY_ROOT_KEY, LATCHKEY_DATABASE_USER and
      LATCHKEY_DATABASE_PASSWORD.

      Exit status: 2 when the configuration is refused, 1 when the start fails otherwise; 130 after
      Ctrl-C and 143 after SIGTERM, which both stop the server cleanly.\
      """;

  private static final String CHECK_HELP =
      """
      Usage: latchkey check [--serve] FILE

      Tells everything that is wrong with a configuration, and what `serve` would refuse beside that.

        --serve   fail for that, too

      Exit status: 2 when the configuration is refused.\
      """;

  private static final String INIT_HELP =
      """
      Usage: latchkey init [--force]

      Writes the demo configuration, with a line on every important setting, to ./latchkey.yaml.

        --force   write over a file that is there\
      """;

  private static final String ROTATE_KEYS_HELP =
      """
      Usage: latchkey rotate-keys [OPTION...]

      Makes new signing keys, which take over in ten minutes; what was signed before stays good. Servers
      notice within a minute. One on the embedded database must be stopped for it.

        --tenant ID         of this tenant alone
        --compromised       somebody else may have a key: new ones sign at once, and nothing that the
                            old ones signed is good any more
        --config FILE       configuration; else LATCHKEY_CONFIG, else ./latchkey.yaml if it is there,
                            else the built-in demo
        --data FOLDER       where the embedded database is kept, ./data unless set
        --database-url URL  PostgreSQL that the servers use instead of the embedded one

      Exit status: 2 when the configuration is refused, 1 when it fails otherwise.\
      """;

  /** Those with a place on the command line, which every user of the machine can read. */
  private static final Map<String, Setting> SETTINGS =
      Stream.of(
              Setting.PORT,
              Setting.ADDRESS,
              Setting.PUBLIC_URL,
              Setting.DATA,
              Setting.DATABASE_URL,
              Setting.TRUSTED_PROXIES)
          .collect(Collectors.toUnmodifiableMap(Setting::option, setting -> setting));

  private static final String CONFIG = "--config";
  private static final String TLS = Setting.TLS.option();
  private static final String SERVE = "--serve";
  private static final String FORCE = "--force";
  private static final String TENANT = "--tenant";
  private static final String COMPROMISED = "--compromised";

  private static final Form RUN =
      new Form(
          Stream.concat(Stream.of(CONFIG), SETTINGS.keySet().stream()).collect(Collectors.toSet()),
          Set.of(TLS),
          0);
  private static final Form CHECK = new Form(Set.of(), Set.of(SERVE), 1);
  private static final Form ROTATE_KEYS =
      new Form(
          Set.of(CONFIG, TENANT, Setting.DATA.option(), Setting.DATABASE_URL.option()),
          Set.of(COMPROMISED),
          0);
  private static final Form INIT = new Form(Set.of(), Set.of(FORCE), 0);

  private Arguments() {}

  static Command parse(String... args) {
    List<String> all = List.of(args);
    String command = all.isEmpty() ? "" : all.getFirst();
    List<String> rest = all.isEmpty() ? all : all.subList(1, all.size());
    String help = help(command);
    if (rest.contains("--help") || rest.contains("-h")) {
      return new Command.Say(help, DONE);
    }
    try {
      return switch (command) {
        case "dev" -> run(Mode.DEV, RUN.read(rest));
        case "serve" -> run(Mode.SERVE, RUN.read(rest));
        case "check" -> check(CHECK.read(rest));
        case "init" -> new Command.Init(INIT.read(rest).options().containsKey(FORCE));
        case "rotate-keys" -> rotateKeys(ROTATE_KEYS.read(rest));
        case "--version" -> new Command.Say(Version.text(), DONE);
        case "--help", "-h" -> new Command.Say(help, DONE);
        case "" -> new Command.Say(help, MISUSED);
        default ->
            throw new Misuse("there is no command `" + command + "`; --help lists what there is");
      };
    } catch (Misuse | InvalidPathException e) {
      return new Command.Say("latchkey: " + e.getMessage(), MISUSED);
    }
  }

  private static String help(String command) {
    return switch (command) {
      case "dev" -> RUN_HELP.formatted(command, ", else the built-in demo", Mode.DEV.address());
      case "serve" -> RUN_HELP.formatted(command, "", Mode.SERVE.address());
      case "check" -> CHECK_HELP;
      case "init" -> INIT_HELP;
      case "rotate-keys" -> ROTATE_KEYS_HELP;
      default -> HELP;
    };
  }

  private static Command rotateKeys(Given given) {
    String file = given.options().get(CONFIG);
    return new Command.RotateKeys(
        file == null ? null : Path.of(file),
        new Options(settings(given)),
        given.options().get(TENANT),
        given.options().containsKey(COMPROMISED));
  }

  private static Map<String, String> settings(Given given) {
    Map<String, String> values = new HashMap<>();
    given
        .options()
        .forEach((name, value) -> {
          if (SETTINGS.containsKey(name)) {
            values.put(SETTINGS.get(name).key(), value);
          }
        });
    return values;
  }

  private static Command run(Mode mode, Given given) {
    Map<String, String> values = settings(given);
    if (given.options().containsKey(TLS)) {
      values.put(Setting.TLS.key(), "true");
    }
    String file = given.options().get(CONFIG);
    return new Command.Run(mode, file == null ? null : Path.of(file), new Options(values));
  }

  private static Command check(Given given) {
    return new Command.Check(
        Path.of(given.others().getFirst()), given.options().containsKey(SERVE));
  }

  /**
   * What a command takes.
   *
   * @param valued options with a value
   * @param switches options without one
   * @param others how many arguments beside options, no more and no fewer
   */
  private record Form(Set<String> valued, Set<String> switches, int others) {

    Given read(List<String> args) throws Misuse {
      Map<String, String> options = new HashMap<>();
      List<String> rest = new ArrayList<>();
      for (Iterator<String> each = args.iterator(); each.hasNext(); ) {
        String arg = each.next();
        String name = arg.split("=", 2)[0];
        if (!arg.startsWith("-")) {
          rest.add(arg);
        } else if (valued.contains(name)) {
          put(options, name, value(arg, each));
        } else if (switches.contains(arg)) {
          put(options, arg, "");
        } else {
          throw new Misuse("there is no option `" + name + "` here; --help lists what there is");
        }
      }
      if (rest.size() > others) {
        throw new Misuse("`" + rest.get(others) + "` is one argument too many");
      }
      if (rest.size() < others) {
        throw new Misuse("the name of a file is missing");
      }
      return new Given(options, rest);
    }

    private static String value(String arg, Iterator<String> following) throws Misuse {
      int equals = arg.indexOf('=');
      if (equals >= 0) {
        return arg.substring(equals + 1);
      }
      if (!following.hasNext()) {
        throw new Misuse("`" + arg + "` needs a value");
      }
      return following.next();
    }

    private static void put(Map<String, String> options, String name, String value) throws Misuse {
      if (options.put(name, value) != null) {
        throw new Misuse("`" + name + "` stands there twice");
      }
    }
  }

  private record Given(Map<String, String> options, List<String> others) {}

  private static final class Misuse extends Exception {
    private static final long serialVersionUID = 1L;

    Misuse(String message) {
      super(message);
    }
  }
}
