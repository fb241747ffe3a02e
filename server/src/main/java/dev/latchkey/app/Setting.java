package dev.latchkey.app;

import dev.latchkey.platform.config.Environment;
import dev.latchkey.platform.config.Supplied;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The settings that can also be made outside of the file: {@code port} there is {@code --port} on
 * the command line and {@code LATCHKEY_PORT} in the environment.
 */
enum Setting {
  ADDRESS,
  PORT,
  TLS,
  PUBLIC_URL,
  DATA,
  DATABASE_URL,
  DATABASE_USER,
  DATABASE_PASSWORD,
  TRUSTED_PROXIES,
  ROOT_KEY;

  /** What is set on the command line and, where it is silent, in the environment. */
  static List<Supplied> supplied(Options options, Environment environment) {
    return Arrays.stream(values())
        .flatMap(setting -> setting.from(options, environment).stream())
        .toList();
  }

  /** In the file. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  String option() {
    return "--" + key().replace('_', '-');
  }

  String variable() {
    return "LATCHKEY_" + name();
  }

  private Optional<Supplied> from(Options options, Environment environment) {
    String chosen = options.values().get(key());
    if (chosen != null) {
      return Optional.of(new Supplied(key(), value(chosen), option()));
    }
    String variable = environment.variable(variable());
    return variable == null || variable.isEmpty()
        ? Optional.empty()
        : Optional.of(new Supplied(key(), value(variable), variable()));
  }

  private JsonNode value(String text) {
    if (this != TRUSTED_PROXIES) {
      return JsonNodeFactory.instance.stringNode(text);
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).forEach(list::add);
    return list;
  }
}
