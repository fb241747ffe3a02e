package dev.latchkey.platform.config;

import static dev.latchkey.platform.config.Fixture.complaints;
import static dev.latchkey.platform.config.Fixture.load;
import static dev.latchkey.platform.config.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class PlaceholdersTest {
  private static final String SECRET = "s3cr3t-Value-of-the-environment";

  @TempDir private Path folder;

  private static String label(String written, Map<String, String> environment) {
    return load("labels: {a: '" + written + "'}", environment).tree().at("/labels/a").stringValue();
  }

  private static String complaint(String written, Map<String, String> environment) {
    return String.join("\n", complaints(refused("labels: {a: '" + written + "'}", environment)));
  }

  @Test
  void a_set_variable_is_filled_in() {
    assertThat(label("${NAME}", Map.of("NAME", "value"))).isEqualTo("value");
    assertThat(label("${NAME:-default}", Map.of("NAME", "value"))).isEqualTo("value");
    assertThat(load("title: ${NAME}", Map.of("NAME", "value")).tree().path("title").stringValue())
        .isEqualTo("value");
  }

  @Test
  void a_text_may_hold_several() {
    assertThat(label("https://${HOST}:${PORT:-443}/$x", Map.of("HOST", "a.example")))
        .isEqualTo("https://a.example:443/$x");
  }

  @Test
  void an_unset_or_empty_variable_takes_its_default() {
    assertThat(label("${NAME:-a:-b}", Map.of())).isEqualTo("a:-b");
    assertThat(label("${NAME:-default}", Map.of("NAME", ""))).isEqualTo("default");
    assertThat(label("${NAME:-}", Map.of())).isEmpty();
  }

  @Test
  void an_unset_or_empty_variable_without_a_default_is_a_problem() {
    assertThat(complaint("x${NAME}", Map.of()))
        .isEqualTo(
            "test.yaml:1:13  labels.a  the environment variable `NAME` is not set."
                + " Mend: Set it before the start, or give a default: `${NAME:-default}`.");
    assertThat(complaint("${NAME}", Map.of("NAME", "")))
        .contains("the environment variable `NAME` is empty.");
  }

  @Test
  void an_unset_variable_is_one_problem_and_not_also_one_of_the_schema() {
    assertThat(complaints("port: ${NAME}\nlevel: ${NAME}\npassword: ${NAME}"))
        .hasSize(3)
        .allMatch(line -> line.contains("`NAME` is not set"));
  }

  @Test
  void two_dollars_stand_for_the_characters_themselves() {
    assertThat(label("$${NAME} $${ $$ $ {} $NAME $$${NAME}", Map.of("NAME", "x")))
        .isEqualTo("${NAME} ${ $$ $ {} $NAME $${NAME}");
  }

  @Test
  void what_is_filled_in_is_not_looked_at_again() {
    assertThat(label("${A}", Map.of("A", "${B} $1 \\ ${", "B", "x"))).isEqualTo("${B} $1 \\ ${");
  }

  @Test
  void keys_are_not_filled_in() {
    assertThat(load("labels: {'${A}': x}", Map.of("A", "b")).tree().at("/labels").propertyNames())
        .containsExactly("${A}");
  }

  @Test
  void a_placeholder_that_is_none_is_a_problem() {
    for (String wrong : List.of("${}", "${a b}", "${1A}", "${A-x}", "${A:x}", "${env:A}")) {
      assertThat(complaint(wrong, Map.of()))
          .startsWith(
              "test.yaml:1:13  labels.a  \"" + wrong + "\" is not a placeholder. Mend: Write");
    }
    assertThat(complaint("${A", Map.of()))
        .startsWith(
            "test.yaml:1:13  labels.a  a `${` has no `}` on its line. Mend: Write `${NAME}`");
    assertThat(complaint("${A:-${B}}", Map.of())).contains("holds another placeholder");
  }

  @Test
  void a_file_is_filled_in_without_its_last_line_break() throws IOException {
    Path absolute = Files.writeString(folder.resolve("absolute"), "one\ntwo\n\n");
    Files.writeString(folder.resolve("relative"), "three\r\n");
    Path file =
        Files.writeString(
            folder.resolve("config.yaml"),
            "labels:\n  a: ${file:%s}\n  b: x ${file:relative} y\n".formatted(absolute));
    assertThat(
            ConfigurationFile.read(file, Fixture.SCHEMA, _ -> null)
                .tree()
                .path("labels")
                .toString())
        .isEqualTo("{\"a\":\"one\\ntwo\\n\",\"b\":\"x three y\"}");
  }

  @Test
  void a_file_that_cannot_be_used_is_a_problem() throws IOException {
    Files.writeString(folder.resolve("empty"), "\n");
    Files.write(folder.resolve("binary"), new byte[] {(byte) 0xC0, 0});
    Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
    Path file =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            labels:
              a: ${file:absent}
              b: ${file:empty}
              c: ${file:binary}
              d: ${file:large}
              e: ${file:.}
              f: "${file:\\0}"
            """);
    ConfigurationException refusal =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> ConfigurationFile.read(file, Fixture.SCHEMA, _ -> null));
    assertThat(complaints(refusal))
        .satisfiesExactly(
            a ->
                assertThat(a)
                    .isEqualTo(
                        ("test.yaml:2:6  labels.a  the file `%s` cannot be read: there is no such"
                             + " file. Mend: Put the value in that file and let this process read"
                             + " it.")
                            .formatted(folder.resolve("absent"))),
            b -> assertThat(b).startsWith("test.yaml:3:6  labels.b  ").contains("empty` is empty"),
            c -> assertThat(c).startsWith("test.yaml:4:6  ").contains("is not UTF-8 text"),
            d -> assertThat(d).startsWith("test.yaml:5:6  ").contains("is larger than 1MiB"),
            e -> assertThat(e).startsWith("test.yaml:6:6  ").contains("cannot be read"),
            f ->
                assertThat(f)
                    .startsWith("test.yaml:7:6  ")
                    .contains("cannot be the name of a file"));
  }

  @Test
  void a_filled_in_text_becomes_what_the_schema_wants() {
    String yaml = "port: ${PORT}\nratio: ${RATIO}\ndebug: ${DEBUG:-false}\ntitle: ${TITLE}";
    Map<String, String> environment = Map.of("PORT", "8080", "RATIO", "2", "TITLE", "0123");
    assertThat(load(yaml, environment).tree())
        .hasToString("{\"port\":8080,\"ratio\":2,\"debug\":false,\"title\":\"0123\"}");
  }

  @Test
  void a_filled_in_text_that_does_not_fit_is_called_by_its_placeholder() {
    assertThat(complaints(refused("port: ${PORT}", Map.of("PORT", SECRET))))
        .containsExactly(
            "test.yaml:1:7  port  must be a whole number, found the value of `${PORT}`."
                + " Mend: Let `${PORT}` hold a whole number.");
    assertThat(complaints(refused("port: ${PORT}", Map.of("PORT", "99999"))))
        .containsExactly(
            "test.yaml:1:7  port  must be at most 65535, found the value of `${PORT}`."
                + " Mend: Write a smaller number, for example `8080`.");
    assertThat(complaints(refused("title: ${A:-x} and ${A:-y}${B}", Map.of("B", SECRET))))
        .containsExactly(
            "test.yaml:1:8  title  must have at most 10 characters,"
                + " found the value of `${A}` and `${B}`. Mend: Write a shorter text.");
  }

  @Test
  void no_message_shows_a_value_of_the_environment_or_of_a_file() throws IOException {
    Files.writeString(folder.resolve("secret"), SECRET);
    String schemas =
        """
        {"type": "integer"}, {"type": "boolean"}, {"type": "array"}, {"type": "object"},
        {"enum": ["s3cr3t-Value"]}, {"const": "s3cr3t-Value"}, {"pattern": "^[a-z]+$"},
        {"minLength": 99}, {"maxLength": 3}, {"format": "uri"}, {"format": "email"},
        {"format": "short-duration"}, {"not": {"type": "string"}}, false,
        {"anyOf": [{"type": "integer"}, {"const": "x"}]},
        {"oneOf": [{"type": "string"}, {"minLength": 2}]}, {"type": ["integer", "null"]}
        """;
    for (String written : List.of("${A}", "${file:secret}", "x ${A}", "${B:-x}${A}")) {
      for (var schema : JsonMapper.shared().readTree("[" + schemas + "]")) {
        var source =
            JsonSchemaSource.of(
                "{\"properties\": {\"x\": %s}, \"additionalProperties\": false}".formatted(schema));
        Path file =
            Files.writeString(folder.resolve("config.yaml"), "x: \"" + written + "\"\ny: 1\n");
        ConfigurationException refusal =
            catchThrowableOfType(
                ConfigurationException.class,
                () ->
                    ConfigurationFile.read(file, source, name -> name.equals("A") ? SECRET : null));
        assertThat(refusal.problems()).as(schema.toString()).hasSize(2);
        assertThat(refusal.toString()).doesNotContain("s3cr3t-Value-");
        assertThat(refusal).hasNoCause();
      }
    }
    assertThat(refused("tenants: ['${A}', '${A}']", Map.of("A", SECRET)).toString())
        .doesNotContain(SECRET);
  }

  @Test
  void what_a_later_check_says_of_a_value_need_not_show_it_either() {
    ConfigurationFile file =
        load(
            "port: 80\ntitle: abc\nlabels: {a: '${A}'}\ntenants: [{name: x}]", Map.of("A", SECRET));
    assertThat(file.describe("/port")).isEqualTo("the number 80");
    assertThat(file.describe("/title")).isEqualTo("the text \"abc\"");
    assertThat(file.describe("/labels/a")).isEqualTo("the value of `${A}`");
    assertThat(file.describe("/labels")).isEqualTo("a mapping");
    assertThat(file.describe("/tenants")).isEqualTo("a list");
    assertThat(file.describe("/absent")).isEqualTo("nothing");
    assertThat(file).hasToString("ConfigurationFile[test.yaml]");
  }
}
