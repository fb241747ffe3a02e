package dev.latchkey.platform.config;

import static dev.latchkey.platform.config.Fixture.ANYTHING;
import static dev.latchkey.platform.config.Fixture.complaints;
import static dev.latchkey.platform.config.Fixture.loadAnything;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class YamlReaderTest {

  private static String json(String yaml) {
    return loadAnything(yaml).tree().toString();
  }

  private static String complaint(String yaml) {
    return String.join("\n", complaints(Fixture.refused(yaml, ANYTHING, Map.of())));
  }

  @Test
  void scalars_are_read_by_the_core_schema_of_yaml_1_2() {
    assertThat(json("[true, False, TRUE, null, ~, Null, '', yes, no, on, off, 'true']"))
        .isEqualTo("[true,false,true,null,null,null,\"\",\"yes\",\"no\",\"on\",\"off\",\"true\"]");
    assertThat(
            json("[0, -0, +1, 0123, 0o17, 0x1F, 1_000, 12abc, 9999999999, 99999999999999999999]"))
        .isEqualTo("[0,0,1,123,15,31,\"1_000\",\"12abc\",9999999999,99999999999999999999]");
    assertThat(json("[1.5, -.5, 1., 1e3, 12:30, 1.2.3, 2027-01-31]"))
        .isEqualTo("[1.5,-0.5,1.0,1000.0,\"12:30\",\"1.2.3\",\"2027-01-31\"]");
    assertThat(json("[!!str 12, ! 12, !!float 1, !!int '7']")).isEqualTo("[\"12\",\"12\",1.0,7]");
    assertThat(json("a: |\n  x\n  y\nb: >-\n  x\n  y"))
        .isEqualTo("{\"a\":\"x\\ny\\n\",\"b\":\"x y\"}");
  }

  @Test
  void a_key_is_a_text_whatever_it_looks_like() {
    assertThat(json("{404: a, true: b, ~: c, 1.50: d}"))
        .isEqualTo("{\"404\":\"a\",\"true\":\"b\",\"~\":\"c\",\"1.50\":\"d\"}");
    assertThat(complaint("? [a]\n: b"))
        .isEqualTo(
            "test.yaml:1:3  a list or mapping cannot be a key. Mend: Write a text as the key.");
  }

  @Test
  void every_value_is_found_at_its_line_and_column() {
    ConfigurationFile file =
        loadAnything(
            """
            # a comment
            one: 1
            "ключ 😀":   'x'
            list:
              - a
              -   k: v
            'a/b~c': {d: [e, f]}
            none:
            """);
    assertThat(file.problemAt("/one", "m", "n")).isEqualTo(new Problem(2, 6, "one", "m", "n"));
    assertThat(file.problemAt("/ключ 😀", "m", "n"))
        .isEqualTo(new Problem(3, 13, "[\"ключ 😀\"]", "m", "n"));
    assertThat(file.problemAt("/list", "m", "n")).isEqualTo(new Problem(4, 1, "list", "m", "n"));
    assertThat(file.problemAt("/list/0", "m", "n"))
        .isEqualTo(new Problem(5, 5, "list[0]", "m", "n"));
    assertThat(file.problemAt("/list/1/k", "m", "n"))
        .isEqualTo(new Problem(6, 10, "list[1].k", "m", "n"));
    assertThat(file.problemAt("/a~1b~0c/d/1", "m", "n"))
        .isEqualTo(new Problem(7, 18, "[\"a/b~c\"].d[1]", "m", "n"));
    assertThat(file.problemAt("/none", "m", "n")).isEqualTo(new Problem(8, 1, "none", "m", "n"));
    assertThat(file.problemAt("", "m", "n")).isEqualTo(new Problem(2, 1, "", "m", "n"));
  }

  @Test
  void what_is_not_in_the_file_is_placed_at_what_is_around_it() {
    ConfigurationFile file = loadAnything("a: 1\nlist:\n  - k: v");
    assertThat(file.problemAt("/list/0/absent/3", "m", "n"))
        .isEqualTo(new Problem(3, 5, "list[0].absent[3]", "m", "n"));
    assertThat(file.problemAt("/absent", "m", "n"))
        .isEqualTo(new Problem(1, 1, "absent", "m", "n"));
  }

  @Test
  void windows_line_ends_and_a_byte_order_mark_do_not_shift_places() {
    ConfigurationFile file = loadAnything("\uFEFFa: 1\r\nb:\r\n  - x\r\n  - 'y'\r\n");
    assertThat(file.tree()).hasToString("{\"a\":1,\"b\":[\"x\",\"y\"]}");
    assertThat(file.problemAt("/a", "m", "n")).isEqualTo(new Problem(1, 4, "a", "m", "n"));
    assertThat(file.problemAt("/b/1", "m", "n")).isEqualTo(new Problem(4, 5, "b[1]", "m", "n"));
  }

  @Test
  void a_very_long_line_is_read() {
    String text = "x".repeat(1_000_000);
    assertThat(loadAnything("a: " + text).tree().path("a").stringValue()).isEqualTo(text);
    String list =
        IntStream.range(0, 20_000).mapToObj(String::valueOf).collect(Collectors.joining(","));
    ConfigurationFile file = loadAnything("a: [" + list + "]");
    assertThat(file.tree().path("a")).hasSize(20_000);
    assertThat(file.problemAt("/a/19999", "", "").column()).isEqualTo(4 + list.length() - 4);
  }

  @Test
  void a_key_written_twice_is_a_problem_at_its_second_place() {
    assertThat(complaint("a: 1\nb: {c: 1, 'c': 2}\n\"a\": 3\n1: x\n'1': y"))
        .isEqualTo(
            """
            test.yaml:2:11  b.c  `c` is written twice, the first time on line 2. Mend: Remove one \
            of them.
            test.yaml:3:1  a  `a` is written twice, the first time on line 1. Mend: Remove one of \
            them.
            test.yaml:5:1  ["1"]  `1` is written twice, the first time on line 4. Mend: Remove one \
            of them.\
            """);
  }

  @Test
  void an_alias_repeats_a_value() {
    assertThat(json("a: &x {k: [1, 2]}\nb: *x\nc: [*x]"))
        .isEqualTo("{\"a\":{\"k\":[1,2]},\"b\":{\"k\":[1,2]},\"c\":[{\"k\":[1,2]}]}");
  }

  @Test
  void merge_keys_are_refused_unless_in_quotes() {
    assertThat(complaint("a: &x {k: 1}\nb:\n  <<: *x"))
        .startsWith("test.yaml:3:3  b[\"<<\"]  merging with `<<` is not part of YAML 1.2. Mend:");
    assertThat(json("'<<': 1")).isEqualTo("{\"<<\":1}");
  }

  @Test
  void aliases_that_multiply_are_refused() {
    String lines =
        IntStream.range(1, 9)
            .mapToObj(i -> "a%d: &a%d [%s]".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)))
            .collect(Collectors.joining("\n"));
    assertThat(complaint("a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + lines))
        .contains("the aliases repeat more than 10000 values. Mend: Write the values out");
  }

  @Test
  void as_many_aliased_values_as_the_bound_allows_are_read() {
    String within = "- &a x\n" + "- *a\n".repeat(YamlReader.MAX_ALIASED_VALUES);
    assertThat(loadAnything(within).tree()).hasSize(YamlReader.MAX_ALIASED_VALUES + 1);
    assertThat(complaint(within + "- *a")).startsWith("test.yaml:1:3  [10001]  the aliases repeat");
  }

  @Test
  void an_alias_inside_its_own_anchor_is_refused() {
    assertThat(complaint("a: &x\n  b: *x"))
        .isEqualTo(
            "test.yaml:1:1  a  an alias repeats the value it stands in."
                + " Mend: Remove the alias inside it.");
  }

  @Test
  void deep_nesting_is_refused_before_it_costs_anything() {
    int depth = BoundedParser.MAX_DEPTH;
    assertThat(loadAnything("[".repeat(depth) + "]".repeat(depth)).tree()).hasSize(1);
    assertThat(complaint("a:\n  " + "[".repeat(100_000)))
        .startsWith("test.yaml:2:66  lists and mappings are nested more than 64 deep.");
    String block =
        IntStream.range(0, 70)
            .mapToObj(i -> " ".repeat(i) + "k:")
            .collect(Collectors.joining("\n"));
    assertThat(complaint(block)).startsWith("test.yaml:65:65  lists and mappings are nested");
  }

  @Test
  void nesting_made_of_aliases_is_refused_too() {
    String deep = "[".repeat(40) + "%s" + "]".repeat(40);
    assertThat(complaint("a: &a %s\nb: %s".formatted(deep.formatted("x"), deep.formatted("*a"))))
        .contains(
            "nested more than 64 deep. Mend: Make the structure flatter, or use fewer aliases");
  }

  @Test
  void a_tab_as_indentation_is_called_a_tab() {
    assertThat(complaint("a:\n\tb: 1"))
        .startsWith("test.yaml:2:1  a tab stands where YAML takes only spaces. Mend: Indent with");
    assertThat(json("a:\t1\t# comment")).isEqualTo("{\"a\":1}");
  }

  @Test
  void mistakes_of_syntax_are_explained_where_they_are() {
    assertThat(complaint("a: b: c"))
        .isEqualTo(
            "test.yaml:1:5  a `:` stands where no key can stand. Mend: Put a text that holds `: `"
                + " in quotes, or mend the indentation of this line or the one above.");
    assertThat(complaint("a: 1\nb: 'x\nc: 2"))
        .isEqualTo("test.yaml:2:4  a text in quotes is not closed. Mend: Write the closing quote.");
    assertThat(complaint("a: 1\nb: [1, 2\n"))
        .startsWith("test.yaml:2:4  a list in brackets lacks a `,` or its `]`.");
    assertThat(complaint("b: {c: 1\n")).startsWith("test.yaml:1:4  a mapping in braces lacks");
    assertThat(complaint("a:\n  - x\n b: 1"))
        .startsWith("test.yaml:3:2  this line does not fit the lines above it.");
    assertThat(complaint("a: 1\nb")).startsWith("test.yaml:2:1  a key has no `:` after it.");
    assertThat(complaint("a: @x"))
        .startsWith(
            "test.yaml:1:4  a text cannot begin with this character. Mend: Put the text in");
    assertThat(complaint("a: \"\\q\"")).startsWith("test.yaml:1:6  a `\\` in double quotes begins");
    assertThat(complaint("a: - x"))
        .startsWith("test.yaml:1:4  a `-` stands where no list can begin");
    assertThat(complaint("a: *x"))
        .startsWith("test.yaml:1:4  this alias names an anchor that is not");
    assertThat(complaint("a: 1\n---\nb: 2"))
        .isEqualTo(
            "test.yaml:2:1  a second document begins here."
                + " Mend: Remove the `---`; one file holds one document.");
    assertThat(complaint("a: ]"))
        .isEqualTo(
            "test.yaml:1:4  this is not YAML: expected the node content, but found ']'."
                + " Mend: Check the quotes, brackets and indentation near here.");
    assertThat(complaint("%YAML 2.0\n---\na: 1")).contains("this cannot be read as YAML 1.2");
    assertThat(complaint("a: \"\\Uffffffff\"")).contains("this cannot be read as YAML 1.2");
  }

  @Test
  void tags_beyond_the_core_schema_are_refused() {
    assertThat(complaint("a: !java.net.URL x\nb: !!set {x}\nc: !x [1]\nd: !!binary aGk="))
        .isEqualTo(
            """
            test.yaml:1:4  a  the tag `!java.net.URL` does not fit here. Mend: Remove the tag.
            test.yaml:2:4  b  the tag `tag:yaml.org,2002:set` does not fit here. Mend: Remove the \
            tag.
            test.yaml:3:4  c  the tag `!x` does not fit here. Mend: Remove the tag.
            test.yaml:4:4  d  the tag `tag:yaml.org,2002:binary` does not fit here. Mend: Remove \
            the tag.\
            """);
  }

  @Test
  void numbers_that_json_does_not_have_are_refused() {
    assertThat(complaint("a: .inf\nb: .nan\nc: 1e999\nd: " + "9".repeat(101)))
        .contains("test.yaml:1:4  a  \".inf\" is not a number that can be used here.")
        .contains("test.yaml:2:4  b  \".nan\"")
        .contains("test.yaml:3:4  c  \"1e999\"")
        .contains("test.yaml:4:4  d  \"999");
  }

  @Test
  void an_empty_text_is_refused() {
    String expected = "test.yaml:1:1  the file is empty. Mend: Write at least one key in it.";
    assertThat(complaint("")).isEqualTo(expected);
    assertThat(complaint("\uFEFF \n# nothing\n")).isEqualTo(expected);
  }

  @Test
  void characters_outside_yaml_are_refused_at_their_place() {
    assertThat(complaint("a: 1\nb: x\u0000y"))
        .isEqualTo(
            "test.yaml:2:5  the character U+0000 is not allowed in YAML."
                + " Mend: Remove it, or write it as an escape in double quotes.");
  }

  @Test
  void json_of_the_usual_shape_is_yaml() {
    String text =
        "{\"a\": [1, -2.5e-3, true, null, {}], \"b\\/\\u00e9\\ud83d\\ude00\": \"\\\"\\t\"}";
    assertThat(loadAnything(text).tree()).isEqualTo(JsonMapper.shared().readTree(text));
  }
}
