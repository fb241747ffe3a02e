package dev.latchkey.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SuppliedTest {
  private static final JsonSchemaSource SCHEMA =
      JsonSchemaSource.of(
          """
          {"properties": {
            "port": {"type": "integer", "maximum": 65535, "default": 1},
            "tls": {"type": ["boolean", "object"]},
            "name": {"type": "string"},
            "list": {"type": "array", "items": {"type": "string", "maxLength": 5}}
          }}\
          """);

  private static ConfigurationFile load(String yaml, Supplied... supplied) {
    return ConfigurationFile.parse("test.yaml", yaml, SCHEMA, _ -> null, List.of(supplied));
  }

  private static Supplied supplied(String key, String json) {
    return new Supplied(key, JsonMapper.shared().readTree(json), "LATCHKEY_X");
  }

  private static JsonNode json(String json) {
    return JsonMapper.shared().readTree(json);
  }

  @Test
  void it_stands_above_the_file_and_the_default() {
    assertThat(load("port: 2", supplied("port", "\"3\"")).tree()).isEqualTo(json("{\"port\": 3}"));
    assertThat(load("port: 2").tree()).isEqualTo(json("{\"port\": 2}"));
    assertThat(load("{}", supplied("port", "\"3\"")).tree()).isEqualTo(json("{\"port\": 3}"));
  }

  @Test
  void a_text_becomes_what_the_schema_wants() {
    assertThat(load("{}", supplied("tls", "\"true\"")).tree().path("tls").booleanValue()).isTrue();
    assertThat(load("{}", supplied("name", "\"1\"")).tree().path("name").stringValue())
        .isEqualTo("1");
  }

  @Test
  void a_true_leaves_a_mapping_alone_and_anything_else_replaces_it() {
    assertThat(load("tls: {key: k}", supplied("tls", "\"true\"")).tree().path("tls"))
        .isEqualTo(json("{\"key\": \"k\"}"));
    assertThat(load("tls: {key: k}", supplied("tls", "\"false\"")).tree().path("tls"))
        .isEqualTo(json("false"));
  }

  @Test
  void a_problem_names_its_origin_and_not_its_value() {
    assertThatThrownBy(() -> load("port: 2", supplied("port", "\"hush\"")))
        .hasMessageEndingWith(
            "test.yaml  LATCHKEY_X  must be a whole number, found the value of `LATCHKEY_X`. Mend:"
                + " Let `LATCHKEY_X` hold a whole number.");
    assertThatThrownBy(() -> load("port: 2", supplied("port", "\"99999\"")))
        .hasMessageContaining("must be at most 65535, found the value of `LATCHKEY_X`");
    assertThatThrownBy(() -> load("{}", supplied("list", "[\"ok\", \"hushhush\"]")))
        .hasMessageContaining("LATCHKEY_X  must have at most 5 characters")
        .hasMessageNotContaining("hush");
  }

  @Test
  void later_checks_can_tell_that_it_is_not_of_the_file() {
    ConfigurationFile file = load("name: a\nport: 2", supplied("port", "\"3\""));
    assertThat(file.isFilledIn("/port")).isTrue();
    assertThat(file.isFilledIn("/name")).isFalse();
    assertThat(file.problemAt("/port", "is wrong", "Mend it."))
        .isEqualTo(new Problem(0, 0, "LATCHKEY_X", "is wrong", "Mend it."));
  }

  @Test
  void a_file_that_is_no_mapping_is_the_schemas_to_complain_of() {
    var schema = JsonSchemaSource.of("{\"type\": \"object\"}");
    assertThatThrownBy(() ->
            ConfigurationFile.parse(
                "test.yaml", "- a", schema, _ -> null, List.of(supplied("port", "\"3\""))))
        .hasMessageContaining("must be a mapping, found a list");
  }

  @Test
  void a_part_binds_without_the_keys_that_are_bound_apart() {
    record Server(int port) {}
    assertThat(load("name: a").bind("", Server.class, java.util.Set.of("name")))
        .isEqualTo(new Server(1));
  }

  @Test
  void its_text_does_not_show_the_value() {
    assertThat(supplied("name", "\"hush\"").toString()).doesNotContain("hush").contains("name");
  }
}
