package dev.latchkey.platform.config;

import static dev.latchkey.platform.config.Fixture.complaintOfX;
import static dev.latchkey.platform.config.Fixture.complaints;
import static dev.latchkey.platform.config.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchemaProblemsTest {

  @Test
  void an_unknown_key_that_is_nearly_right_is_answered_with_the_right_one() {
    assertThat(
            complaints(
                """
                tenants:
                  - name: acme
                    clients:
                      - client_id: web
                      - clinet_id: app
                        client_id: app
                """))
        .containsExactly(
            "test.yaml:5:9  tenants[0].clients[1].clinet_id  `clinet_id` is not known here."
                + " Did you mean `client_id`? Mend: Write `client_id`, or remove the key.");
  }

  @Test
  void another_way_to_write_a_name_is_understood_as_that_name() {
    assertThat(complaints("maxBody: 1MiB").getFirst()).contains("Did you mean `max_body`?");
    assertThat(complaints("max-body: 1MiB").getFirst()).contains("Did you mean `max_body`?");
  }

  @Test
  void an_unknown_key_that_resembles_none_is_answered_with_all_that_are_known() {
    assertThat(
            complaints(
                """
                tenants:
                  - name: acme
                    zzz: 1
                """))
        .containsExactly(
            "test.yaml:3:5  tenants[0].zzz  `zzz` is not known here."
                + " Mend: Remove the key, or write one of: `name`, `clients`.");
  }

  @Test
  void unevaluated_keys_are_compared_with_those_of_every_branch() {
    assertThat(
            complaintOfX(
                """
                {"allOf": [{"properties": {"first": {}}}], "if": {"required": ["first"]},
                 "then": {"properties": {"second": {}}}, "unevaluatedProperties": false}
                """,
                "x: {first: 1, secnd: 2}"))
        .isEqualTo(
            "test.yaml:1:15  x.secnd  `secnd` is not known here. Did you mean `second`?"
                + " Mend: Write `second`, or remove the key.");
  }

  @Test
  void a_missing_key_is_reported_where_the_mapping_begins() {
    assertThat(
            complaints(
                """
                tenants:
                  - clients: []
                """))
        .containsExactly("test.yaml:2:5  tenants[0]  `name` is missing here. Mend: Add `name: …`.");
    assertThat(complaintOfX("{\"required\": [\"a\"]}", "w: 1\nx:\n  b: 1"))
        .isEqualTo("test.yaml:2:1  x  `a` is missing here. Mend: Add `a: …`.");
  }

  @Test
  void a_text_is_no_number() {
    assertThat(complaints("debug: true\nport: abc"))
        .containsExactly(
            "test.yaml:2:7  port  must be a whole number, found the text \"abc\"."
                + " Mend: Write digits, without quotes, for example `8080`.");
  }

  @Test
  void a_number_in_quotes_only_has_to_lose_them() {
    assertThat(complaints("port: '80'"))
        .containsExactly(
            "test.yaml:1:7  port  must be a whole number, found the text \"80\"."
                + " Mend: Remove the quotes.");
  }

  @Test
  void a_number_where_a_text_belongs_only_has_to_gain_quotes() {
    assertThat(complaints("title: +4912"))
        .containsExactly(
            "test.yaml:1:8  title  must be a text, found the number 4912."
                + " Mend: Put it in quotes: `\"+4912\"`.");
  }

  @Test
  void the_yes_of_older_yaml_is_a_text() {
    assertThat(complaints("debug: yes"))
        .containsExactly(
            "test.yaml:1:8  debug  must be `true` or `false`, found the text \"yes\"."
                + " Mend: Write `true` or `false`, without quotes.");
  }

  @Test
  void a_key_with_nothing_after_it_is_reported_at_the_key() {
    assertThat(complaints("debug: true\ntitle:\n"))
        .containsExactly(
            "test.yaml:2:1  title  must be a text, found nothing."
                + " Mend: Write a value, or remove the key.");
  }

  @Test
  void lists_and_mappings_are_not_taken_for_one_another() {
    assertThat(complaints("labels: [a]\ntenants: {a: b}"))
        .containsExactly(
            "test.yaml:1:1  labels  must be a mapping, found a list."
                + " Mend: Write `key: value` lines, indented below this key.",
            "test.yaml:2:1  tenants  must be a list, found a mapping."
                + " Mend: Write each entry on a line of its own after `- `.");
  }

  @Test
  void a_value_outside_an_enumeration_is_answered_with_the_nearest() {
    assertThat(complaints("level: wran"))
        .containsExactly(
            "test.yaml:1:8  level  must be one of: `error`, `warn`, `info`,"
                + " found the text \"wran\". Mend: Write `warn`.");
    assertThat(complaints("level: 3").getFirst())
        .endsWith("found the number 3. Mend: Write one of them.");
  }

  @Test
  void a_constant_has_one_value() {
    assertThat(complaintOfX("{\"const\": null}", "x: 1"))
        .isEqualTo("test.yaml:1:4  x  must be `null`, found the number 1. Mend: Write `null`.");
  }

  @Test
  void a_text_that_misses_its_pattern_is_answered_with_the_words_of_the_schema() {
    assertThat(complaints("tenants:\n- name: ACME"))
        .containsExactly(
            "test.yaml:2:9  tenants[0].name  must match `^[a-z]+$`, found the text \"ACME\"."
                + " Mend: Write a text of that form. Lower-case letters only.");
  }

  @Test
  void numbers_stay_in_their_bounds() {
    assertThat(complaints("port: 0"))
        .containsExactly(
            "test.yaml:1:7  port  must be at least 1, found the number 0."
                + " Mend: Write a larger number, for example `8080`.");
    assertThat(complaints("port: 65536").getFirst()).contains("must be at most 65535, found");
    assertThat(complaintOfX("{\"exclusiveMinimum\": 1}", "x: 1")).contains("must be more than 1");
    assertThat(complaintOfX("{\"exclusiveMaximum\": 1}", "x: 1")).contains("must be less than 1");
    assertThat(complaintOfX("{\"multipleOf\": 5}", "x: 7")).contains("must be a multiple of 5");
  }

  @Test
  void texts_stay_in_their_lengths() {
    assertThat(complaints("title: a"))
        .containsExactly(
            "test.yaml:1:8  title  must have at least 2 characters, found the text \"a\"."
                + " Mend: Write a longer text.");
    assertThat(complaints("title: abcdefghijkl").getFirst())
        .contains("must have at most 10 characters");
  }

  @Test
  void lists_stay_in_their_sizes() {
    assertThat(complaints("tenants: []"))
        .containsExactly(
            "test.yaml:1:1  tenants  needs at least 1 entry, found none. Mend: Add some.");
    assertThat(complaintOfX("{\"maxItems\": 1}", "x: [1, 2]"))
        .isEqualTo("test.yaml:1:1  x  takes at most 1 entry, found 2. Mend: Remove some.");
    assertThat(complaintOfX("{\"contains\": {\"const\": 5}}", "x: [1]"))
        .contains("needs at least 1 entry");
    assertThat(complaintOfX("{\"minProperties\": 2}", "x: {a: 1}"))
        .contains("needs at least 2 keys, found 1");
    assertThat(complaintOfX("{\"maxProperties\": 1}", "x: {a: 1, b: 2}"))
        .contains("takes at most 1 key, found 2");
  }

  @Test
  void a_repeated_entry_is_reported_at_its_second_place() {
    assertThat(
            complaints(
                """
                tenants:
                  - name: acme
                    clients:
                      - client_id: web
                        redirect_uris:
                          - https://a.example/
                          - https://b.example/
                          - https://a.example/
                """))
        .containsExactly(
            "test.yaml:8:13  tenants[0].clients[0].redirect_uris[2]  is the same as entry [0],"
                + " and each can stand here once. Mend: Remove one of them.");
    assertThat(complaintOfX("{\"uniqueItems\": true}", "x: [1, 1.0]"))
        .contains("has the same entry twice");
  }

  @Test
  void formats_are_held_to_and_explained() {
    assertThat(complaints("timeout: 30 s"))
        .containsExactly(
            "test.yaml:1:10  timeout  must be a duration, found the text \"30 s\"."
                + " Mend: Write a duration, for example `30s`.");
    assertThat(complaints("max_body: 64KB").getFirst()).contains("must be a size in bytes");
    assertThat(complaintOfX("{\"format\": \"uri\"}", "x: /path"))
        .contains("must be an absolute URI, found the text \"/path\"");
    assertThat(complaintOfX("{\"format\": \"email\"}", "x: me")).contains("an e-mail address");
    assertThat(complaintOfX("{\"format\": \"hostname\"}", "x: -a-")).contains("a host name");
    assertThat(complaintOfX("{\"format\": \"duration\"}", "x: 30s"))
        .contains("an ISO 8601 duration");
    assertThat(complaintOfX("{\"format\": \"date\"}", "x: 31.1.")).contains("must be a date");
    assertThat(complaintOfX("{\"format\": \"json-pointer\"}", "x: a"))
        .contains("must be of the format `json-pointer`");
    assertThat(complaintOfX("{\"format\": \"uri\", \"examples\": [\"https://me/\"]}", "x: a"))
        .endsWith("Mend: Write an absolute URI, for example `https://me/`.");
  }

  @Test
  void keys_can_have_a_form_and_companions() {
    assertThat(complaintOfX("{\"propertyNames\": {\"pattern\": \"^[a-z]+$\"}}", "x: {A/1: 1}"))
        .isEqualTo(
            "test.yaml:1:5  x[\"A/1\"]  `A/1` cannot be a key here."
                + " Mend: Write a key that matches `^[a-z]+$`.");
    assertThat(complaintOfX("{\"dependentRequired\": {\"a\": [\"b\", \"c\"]}}", "x: {a: 1, c: 1}"))
        .isEqualTo("test.yaml:1:5  x.a  `a` needs `b` beside it. Mend: Add `b`, or remove `a`.");
  }

  @Test
  void what_is_forbidden_outright_is_reported_at_its_key() {
    assertThat(complaintOfX("false", "x: 1"))
        .isEqualTo("test.yaml:1:1  x  nothing can stand here. Mend: Remove this entry.");
    assertThat(complaintOfX("{\"not\": {\"type\": \"object\"}}", "x: {}"))
        .contains("does not fit the schema (`not`)");
  }

  @Test
  void of_several_types_none_of_which_fits_one_complaint_is_made() {
    assertThat(complaintOfX("{\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"array\"}]}", "x: 1"))
        .isEqualTo(
            "test.yaml:1:4  x  must be a text or a list, found the number 1."
                + " Mend: Put it in quotes: `\"1\"`.");
    assertThat(complaintOfX("{\"type\": [\"string\", \"array\", \"null\"]}", "x: 1"))
        .contains("must be a text, a list or nothing, found the number 1");
  }

  private static final String EITHER_KIND =
      """
      {"oneOf": [
        {"properties": {"type": {"const": "google"}, "key": {}}, "required": ["type", "key"]},
        {"properties": {"type": {"const": "github"}, "url": {"format": "uri"},
          "more": {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}},
         "required": ["type", "url"], "additionalProperties": false},
        {"type": "string"}]}
      """;

  @Test
  void of_several_kinds_the_one_that_was_meant_is_checked() {
    assertThat(complaintOfX(EITHER_KIND, "x: {type: github, url: a}"))
        .startsWith("test.yaml:1:24  x.url  must be an absolute URI");
    assertThat(complaintOfX(EITHER_KIND, "x:\n  type: google"))
        .isEqualTo("test.yaml:1:1  x  `key` is missing here. Mend: Add `key: …`.");
    assertThat(complaintOfX(EITHER_KIND, "x: {type: github, url: 'https://a/', more: a}"))
        .startsWith("test.yaml:1:44  x.more  must be a whole number or `true` or `false`");
  }

  @Test
  void a_kind_that_does_not_exist_is_answered_with_those_that_do() {
    assertThat(
            complaintOfX(
                """
                {"items": {"oneOf": [
                  {"properties": {"type": {"const": "google"}}, "required": ["key"]},
                  {"properties": {"type": {"enum": ["github", "gitlab"]}}}]}}
                """,
                "x: [{type: gitbuh}]"))
        .isEqualTo(
            "test.yaml:1:12  x[0].type  must be one of: `google`, `github`, `gitlab`,"
                + " found the text \"gitbuh\". Mend: Write `github`.");
  }

  @Test
  void keys_that_exclude_one_another_are_named() {
    String schema = "{\"oneOf\": [{\"required\": [\"a\"]}, {\"required\": [\"b\"]}]}";
    assertThat(complaintOfX(schema, "x: {a: 1, b: 1}"))
        .isEqualTo("test.yaml:1:1  x  `a`, `b` cannot stand together. Mend: Keep one of them.");
    assertThat(complaintOfX(schema, "x: {}"))
        .isEqualTo("test.yaml:1:1  x  `a` or `b` is missing here. Mend: Add `a` or `b`.");
    assertThat(complaintOfX("{\"oneOf\": [{}, {\"type\": \"integer\"}]}", "x: 1"))
        .contains("fits several of the forms");
  }

  @Test
  void the_root_is_checked_like_every_other_value() {
    assertThat(complaints("- a\n- b"))
        .containsExactly(
            "test.yaml:1:1  must be a mapping, found a list."
                + " Mend: Write `key: value` lines, indented below this key.");
    assertThat(complaints("\n\n  hello").getFirst()).startsWith("test.yaml:3:3  must be a mapping");
  }

  @Test
  void all_problems_are_listed_at_once_in_the_order_of_the_file() {
    assertThat(
            refused(
                """
                port: many
                tenants:
                  - name: acme
                    name: again
                    clients:
                      - client_id: web
                        redirect_uris: []
                      - redirect_uris: [nowhere]
                title: ${UNSET}
                colour: red
                """))
        .hasMessage(
            """
            test.yaml has 7 problems:
              test.yaml:1:7  port  must be a whole number, found the text "many". Mend: Write \
            digits, without quotes, for example `8080`.
              test.yaml:4:5  tenants[0].name  `name` is written twice, the first time on line 3. \
            Mend: Remove one of them.
              test.yaml:7:9  tenants[0].clients[0].redirect_uris  needs at least 1 entry, found \
            none. Mend: Add some.
              test.yaml:8:9  tenants[0].clients[1]  `client_id` is missing here. Mend: Add \
            `client_id: …`.
              test.yaml:8:25  tenants[0].clients[1].redirect_uris[0]  must be an absolute URI, \
            found the text "nowhere". Mend: Write an absolute URI, for example \
            `https://www.example.com/path`.
              test.yaml:9:8  title  the environment variable `UNSET` is not set. Mend: Set it \
            before the start, or give a default: `${UNSET:-default}`.
              test.yaml:10:1  colour  `colour` is not known here. Mend: Remove the key, or write \
            one of: `port`, `ratio`, `debug`, `title`, `level`, `timeout`, `max_body`, `password`, \
            `labels`, `tenants`.\
            """);
  }

  @Test
  void a_message_fits_on_one_screen_while_the_exception_has_every_problem() {
    String yaml =
        IntStream.rangeClosed(1, 40)
            .mapToObj(i -> "unknown%d: 1".formatted(i))
            .collect(Collectors.joining("\n"));
    ConfigurationException refusal = refused(yaml);
    assertThat(refusal.problems()).hasSize(40);
    assertThat(refusal.toString().lines()).hasSize(27);
    assertThat(refusal).hasMessageContaining("has 40 problems").hasMessageEndingWith("and 15 more");
  }

  @Test
  void what_the_schema_calls_write_only_is_not_shown() {
    assertThat(complaints("password: hunter2"))
        .containsExactly(
            "test.yaml:1:11  password  must have at least 12 characters,"
                + " found a value that is not shown. Mend: Write a longer text.");
    assertThat(complaints("password: 123456789012"))
        .containsExactly(
            "test.yaml:1:11  password  must be a text, found a value that is not shown."
                + " Mend: Put it in quotes.");
    assertThat(
            complaintOfX(
                """
                {"writeOnly": true, "$ref": "#/properties/x/$defs/s",
                 "$defs": {"s": {"anyOf": [{"minLength": 99}, {"pattern": "^$"}]}}}
                """,
                "x: hunter2"))
        .contains("must have at least 99 characters, found a value that is not shown.");
  }

  @Test
  void long_texts_and_control_characters_do_not_reach_the_terminal() {
    assertThat(complaints("port: \"\\e[2J" + "x".repeat(500) + "\"").getFirst())
        .contains("found the text \"\\u001b[2J" + "x".repeat(56) + "…\"")
        .doesNotContain("\u001b");
    assertThat(complaints("\"\\e[2J\": 1").getFirst()).doesNotContain("\u001b");
  }
}
