package dev.latchkey.platform.config;

import static dev.latchkey.platform.config.Fixture.complaints;
import static dev.latchkey.platform.config.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class DefaultsTest {

  private static void assertFilled(String schema, String yaml, String json) {
    ConfigurationFile file =
        ConfigurationFile.parse(
            "test.yaml", yaml, JsonSchemaSource.of(schema), Map.of("NAME", "filled")::get);
    assertThat(file.tree()).isEqualTo(JsonMapper.shared().readTree(json));
  }

  @Test
  void a_key_that_is_left_out_takes_its_default_and_one_that_is_not_stays() {
    String schema =
        """
        {"properties": {
          "a": {"default": 1}, "b": {"default": [true, {"c": null}]}, "d": {"default": "x"}, "e": {}
        }}\
        """;
    assertFilled(schema, "d: y", "{\"a\": 1, \"b\": [true, {\"c\": null}], \"d\": \"y\"}");
  }

  @Test
  void defaults_are_completed_in_turn_and_an_absent_mapping_without_one_stays_absent() {
    String schema =
        """
        {"properties": {
          "on": {"default": {"b": 2}, "properties": {"a": {"default": 1}, "b": {"default": 3}}},
          "off": {"properties": {"a": {"default": 1}}}
        }}\
        """;
    assertFilled(schema, "{}", "{\"on\": {\"b\": 2, \"a\": 1}}");
    assertFilled(
        schema, "{on: {b: 4}, off: {}}", "{\"on\": {\"b\": 4, \"a\": 1}, \"off\": {\"a\": 1}}");
  }

  @Test
  void entries_of_lists_and_of_open_mappings_are_completed() {
    String schema =
        """
        {"properties": {
          "list": {"items": {"properties": {"a": {"default": 1}}}},
          "map": {"properties": {"known": {"properties": {"a": {"default": 2}}}},
                  "additionalProperties": {"properties": {"a": {"default": 3}}}}
        }}\
        """;
    assertFilled(
        schema,
        "{list: [{}, {a: 9}], map: {known: {}, x/y: {}}}",
        """
        {"list": [{"a": 1}, {"a": 9}], "map": {"known": {"a": 2}, "x/y": {"a": 3}}}\
        """);
  }

  @Test
  void references_are_followed_and_what_stands_beside_one_goes_first() {
    String schema =
        """
        {"properties": {
           "near": {"$ref": "#/$defs/d", "default": {"b": 1}},
           "far": {"$ref": "#/$defs/d"}
         },
         "$defs": {
           "d": {"$ref": "#/$defs/e", "default": {"b": 2}},
           "e": {"properties": {"a": {"default": 0}}}
         }}\
        """;
    assertFilled(schema, "{}", "{\"near\": {\"b\": 1, \"a\": 0}, \"far\": {\"b\": 2, \"a\": 0}}");
  }

  @Test
  void one_default_taken_twice_is_two_values() {
    String schema =
        """
        {"properties": {
          "list": {"items": {"properties": {
            "d": {"default": {}, "properties": {"a": {"default": 1}}}}}}
        }}\
        """;
    assertFilled(
        schema, "list: [{}, {}]", "{\"list\": [{\"d\": {\"a\": 1}}, {\"d\": {\"a\": 1}}]}");
  }

  @Test
  void a_default_may_hold_a_placeholder() {
    assertFilled(
        "{\"properties\": {\"a\": {\"default\": \"is ${NAME}\"}}}", "{}", "{\"a\": \"is filled\"}");
  }

  @Test
  void a_default_that_cannot_be_filled_in_is_a_problem_where_the_key_was_left_out() {
    var schema =
        JsonSchemaSource.of(
            """
            {"properties": {"t": {"items": {"properties": {"a": {"default": "${NAME}"}}}}}}\
            """);
    assertThat(complaints(refused("t:\n  - {}\n  - {a: 1}", schema, Map.of())))
        .containsExactly(
            "test.yaml:2:5  t[0].a  is left out, and for its default the environment variable"
                + " `NAME` is not set. Mend: Set it before the start, or give a default:"
                + " `${NAME:-default}`.");
  }

  @Test
  void a_file_with_problems_is_not_completed_first() {
    var schema =
        JsonSchemaSource.of(
            """
            {"required": ["a"], "properties": {"a": {"default": 1}}}\
            """);
    assertThat(complaints(refused("{}", schema, Map.of())))
        .singleElement()
        .asString()
        .contains("`a` is missing here");
  }
}
