package dev.latchkey.app;

import dev.latchkey.app.Configuration.Mode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Reads the command line. The parser's model is built by hand: annotations would cost a start. */
final class Arguments {
  private static final int MISUSED = 2;
  private static final String CONFIG = "--config";
  private static final String TLS = Setting.TLS.option();

  /** A setting with a place on the command line. Secrets have none: all users can read it there. */
  private record Offered(Setting setting, String parameter, String description) {}

  private static final List<Offered> OFFERED =
      List.of(
          new Offered(Setting.PORT, "PORT", "Port to listen on; 0 takes a free one."),
          new Offered(Setting.ADDRESS, "ADDRESS", "Network address to listen on."),
          new Offered(Setting.PUBLIC_URL, "URL", "Scheme, host and port that the world sees."),
          new Offered(Setting.DATA, "FOLDER", "Where the embedded database is kept."),
          new Offered(
              Setting.DATABASE_URL, "URL", "PostgreSQL to use instead of the embedded one."),
          new Offered(
              Setting.TRUSTED_PROXIES,
              "NETWORKS",
              "Proxies whose X-Forwarded-For is believed, with commas between."));

  private static final String[] RUN_FOOTER = {
    "",
    "Each option can also be set as LATCHKEY_PORT and so on in the environment, or in the file.",
    "Only in the environment or the file: LATCHKEY_DATABASE_USER, LATCHKEY_DATABASE_PASSWORD,",
    "LATCHKEY_ROOT_KEY.",
    "",
    "Exit status: 2 when the configuration is refused, 1 when the start fails otherwise, 130 after",
    "Ctrl-C and 143 after SIGTERM, both a clean stop."
  };

  private Arguments() {}

  static Command parse(String... args) {
    CommandLine line = new CommandLine(root());
    try {
      ParseResult result = line.parseArgs(args);
      Optional<String> asked = answer(line, result);
      if (asked.isPresent()) {
        return new Command.Say(asked.get(), 0);
      }
      return result.hasSubcommand()
          ? command(result.subcommand())
          : new Command.Say(usage(line), MISUSED);
    } catch (ParameterException e) {
      return new Command.Say(
          e.getMessage() + System.lineSeparator() + usage(e.getCommandLine()), MISUSED);
    }
  }

  private static Optional<String> answer(CommandLine line, ParseResult result) {
    if (result.hasSubcommand() && result.subcommand().isUsageHelpRequested()) {
      return Optional.of(usage(result.subcommand().commandSpec().commandLine()));
    }
    if (result.isUsageHelpRequested()) {
      return Optional.of(usage(line));
    }
    return result.isVersionHelpRequested() ? Optional.of(Version.text()) : Optional.empty();
  }

  private static Command command(ParseResult result) {
    return switch (result.commandSpec().name()) {
      case "dev" -> run(Mode.DEV, result);
      case "serve" -> run(Mode.SERVE, result);
      case "check" ->
          new Command.Check(
              Path.of(result.matchedPositionalValue(0, "")), result.hasMatchedOption("--serve"));
      default -> new Command.Init(result.hasMatchedOption("--force"));
    };
  }

  private static Command run(Mode mode, ParseResult result) {
    Map<String, String> values = new HashMap<>();
    for (Offered offered : OFFERED) {
      String value = result.matchedOptionValue(offered.setting().option(), "");
      if (result.hasMatchedOption(offered.setting().option())) {
        values.put(offered.setting().key(), value);
      }
    }
    if (result.hasMatchedOption(TLS)) {
      values.put(Setting.TLS.key(), "true");
    }
    String file = result.matchedOptionValue(CONFIG, "");
    return new Command.Run(mode, file.isEmpty() ? null : Path.of(file), new Options(values));
  }

  private static CommandSpec root() {
    CommandSpec root =
        command("latchkey", "A customer identity server that a company runs itself.")
            .addOption(
                OptionSpec.builder("--version")
                    .versionHelp(true)
                    .description("Print the version.")
                    .build());
    run(root, "dev", "Start a server with everything in it, to try and to develop against.");
    run(root, "serve", "Start a server for production; weak settings are refused.");
    CommandSpec check = command("check", "Check a configuration without starting anything.");
    check.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("FILE")
            .type(String.class)
            .required(true)
            .arity("1")
            .description("The configuration.")
            .build());
    check.addOption(flag("--serve", "Fail also for what only `serve` refuses."));
    root.addSubcommand("check", check);
    CommandSpec init = command("init", "Write a first configuration to ./latchkey.yaml.");
    init.addOption(flag("--force", "Write over a file that is there."));
    root.addSubcommand("init", init);
    return root;
  }

  private static void run(CommandSpec root, String name, String description) {
    CommandSpec run = command(name, description);
    run.usageMessage().footer(RUN_FOOTER);
    run.addOption(
        text(
            CONFIG,
            "FILE",
            "Configuration file; else LATCHKEY_CONFIG, else ./latchkey.yaml if it is there."));
    OFFERED.forEach(
        o -> run.addOption(text(o.setting().option(), o.parameter(), o.description())));
    run.addOption(
        flag(TLS, "Serve TLS, with a self-signed certificate unless the file names another."));
    root.addSubcommand(name, run);
  }

  private static CommandSpec command(String name, String description) {
    CommandSpec command = CommandSpec.create().name(name);
    command.usageMessage().description(description).sortOptions(false).width(100);
    return command.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Print this.").build());
  }

  private static OptionSpec text(String name, String parameter, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(parameter)
        .description(description)
        .build();
  }

  private static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }

  private static String usage(CommandLine line) {
    var text = new StringWriter();
    line.usage(new PrintWriter(text), CommandLine.Help.Ansi.OFF);
    return text.toString().stripTrailing();
  }
}
