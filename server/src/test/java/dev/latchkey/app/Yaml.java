package dev.latchkey.app;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.latchkey.app.Configuration.Mode;
import dev.latchkey.domain.client.Client;
import dev.latchkey.platform.config.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A configuration file of a test, and what the loader makes of it. */
record Yaml(Mode mode, String text, Options options, Map<String, String> environment) {

  /** Random, so that no test leaves one in the working directory. */
  static final String ROOT_KEY = "t9DdlBpTUlwNO2Ek/GRRnCNxVK8SRVqASTjLeMHq3iA=";

  static Yaml of(String text) {
    return new Yaml(Mode.DEV, text, Options.NONE, Map.of());
  }

  /** A tenant with further keys, which stand from line 4 on. */
  static Yaml tenant(String keys) {
    return of("tenants:\n  - id: acme\n    name: Acme\n" + keys.indent(4));
  }

  /** A tenant whose one client has further keys, which stand from line 7 on. */
  static Yaml client(String keys) {
    return tenant("clients:\n  - id: shop\n    name: Shop\n" + keys.indent(4));
  }

  Yaml serve() {
    return new Yaml(Mode.SERVE, text, options, environment);
  }

  Yaml with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Yaml(mode, text, options, more);
  }

  Yaml with(Options chosen) {
    return new Yaml(mode, text, chosen, environment);
  }

  Configuration load() {
    Yaml complete = with("LATCHKEY_ROOT_KEY", ROOT_KEY);
    return withFile(file -> Configuration.load(mode, file, options, complete.environment()::get));
  }

  /** A client of what {@link #load} yields. */
  static Client client(Configuration configuration, String tenant, String id) {
    return configuration.clients().getOrDefault(tenant, List.of()).stream()
        .filter(client -> client.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** What is unsafe though allowed. */
  List<String> warnings() {
    return withFile(file -> new ConfigurationLoader(mode, file, options, environment::get).check());
  }

  /** What is wrong, as {@code line path message} in the order of the file. */
  List<String> problems() {
    ConfigurationException refusal =
        catchThrowableOfType(ConfigurationException.class, this::warnings);
    return refusal == null
        ? List.of()
        : refusal.problems().stream()
            .map(p -> "%d %s %s".formatted(p.line(), p.path(), p.message()))
            .toList();
  }

  /** The one thing that is wrong, with its mend. */
  String problem() {
    ConfigurationException refusal =
        catchThrowableOfType(ConfigurationException.class, this::warnings);
    return String.valueOf(refusal.getMessage())
        .replaceFirst("^.* has 1 problem:\\s+[^ ]*\\.yaml:?", "");
  }

  private <T> T withFile(Function<Path, T> work) {
    try {
      Path file = Files.createTempFile("latchkey", ".yaml");
      try {
        return work.apply(Files.writeString(file, text));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
