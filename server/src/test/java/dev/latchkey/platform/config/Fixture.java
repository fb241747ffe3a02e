package dev.latchkey.platform.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;

/** A schema with a little of everything, and short ways to load a text against it. */
final class Fixture {
  static final JsonSchemaSource SCHEMA =
      JsonSchemaSource.resource(Fixture.class, "fixture.schema.json");
  static final JsonSchemaSource ANYTHING = JsonSchemaSource.of("{}");

  private Fixture() {}

  static ConfigurationFile load(String yaml) {
    return load(yaml, Map.of());
  }

  static ConfigurationFile load(String yaml, Map<String, String> environment) {
    return ConfigurationFile.parse("test.yaml", yaml, SCHEMA, environment::get);
  }

  static ConfigurationFile loadAnything(String yaml) {
    return ConfigurationFile.parse("test.yaml", yaml, ANYTHING, _ -> null);
  }

  static ConfigurationException refused(String yaml) {
    return refused(yaml, Map.of());
  }

  static ConfigurationException refused(String yaml, Map<String, String> environment) {
    return refused(yaml, SCHEMA, environment);
  }

  static ConfigurationException refused(
      String yaml, JsonSchemaSource schema, Map<String, String> environment) {
    return catchThrowableOfType(
        ConfigurationException.class,
        () -> ConfigurationFile.parse("test.yaml", yaml, schema, environment::get));
  }

  /** The problems as the person at the terminal reads them. */
  static List<String> complaints(String yaml) {
    return complaints(refused(yaml));
  }

  static List<String> complaints(ConfigurationException refusal) {
    return refusal.problems().stream().map(problem -> problem.in("test.yaml")).toList();
  }

  /** The one problem with a text, against a schema for the key {@code x} alone. */
  static String complaintOfX(String schemaOfX, String yaml) {
    var schema = JsonSchemaSource.of("{\"properties\": {\"x\": %s}}".formatted(schemaOfX));
    List<String> complaints = complaints(refused(yaml, schema, Map.of()));
    return complaints.size() == 1 ? complaints.getFirst() : complaints.toString();
  }
}
