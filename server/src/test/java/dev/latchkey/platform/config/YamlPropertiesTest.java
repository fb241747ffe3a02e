package dev.latchkey.platform.config;

import static dev.latchkey.platform.config.Fixture.ANYTHING;
import static java.math.BigInteger.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

class YamlPropertiesTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Escapes what JSON lets stand and YAML does not, such as unassigned control characters. */
  private static final JsonMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final JsonMapper INDENTED =
      ASCII.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static JsonNode read(String yaml) {
    return ConfigurationFile.parse("test.yaml", yaml, ANYTHING, _ -> null).tree();
  }

  @Property(tries = 500)
  void any_json_tree_reads_back_equal_from_yaml(@ForAll("trees") JsonNode tree) {
    String text = ASCII.writeValueAsString(tree).replace("${", "$${");
    assertThat(read(text)).isEqualTo(tree);
    assertThat(read(INDENTED.writeValueAsString(tree).replace("${", "$${"))).isEqualTo(tree);
  }

  @Property(tries = 500)
  void every_value_of_a_tree_has_a_place(@ForAll("trees") JsonNode tree) {
    String text = INDENTED.writeValueAsString(tree).replace("${", "$${");
    ConfigurationFile file = ConfigurationFile.parse("test.yaml", text, ANYTHING, _ -> null);
    assertPlaced(file, tree, "");
  }

  private static void assertPlaced(ConfigurationFile file, JsonNode node, String pointer) {
    assertThat(file.problemAt(pointer, "", "").line()).as(pointer).isPositive();
    node.propertyStream()
        .forEach(e -> assertPlaced(file, e.getValue(), Pointers.child(pointer, e.getKey())));
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        assertPlaced(file, node.get(i), pointer + "/" + i);
      }
    }
  }

  @Property(tries = 2_000)
  void any_text_is_read_or_refused_with_a_place_in_it(@ForAll("almostYaml") String text) {
    Throwable thrown = catchThrowable(() -> read(text));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(ConfigurationException.class);
      long lines = text.lines().count() + 1;
      assertThat(((ConfigurationException) thrown).problems())
          .isNotEmpty()
          .allMatch(p -> p.line() >= 1 && p.line() <= lines && p.column() >= 1);
    }
  }

  @Provide
  Arbitrary<JsonNode> trees() {
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(20),
            Arbitraries.of(
                "", " ", "~", "null", "yes", "1", "0x1", "<<", "- a", "a: b", "#", "${A}"),
            Arbitraries.of("\n", "\r\n", "\t", "\uFEFF", "\u2028", "\u0085", "\u007f", "😀", "\\"));
    Arbitrary<String> wellFormed = texts.filter(YamlPropertiesTest::isWellFormed);
    Arbitrary<JsonNode> values =
        Arbitraries.oneOf(
            wellFormed.map(JSON::stringNode),
            Arbitraries.integers().map(JSON::numberNode),
            Arbitraries.longs().greaterOrEqual(1L << 32).map(JSON::numberNode),
            Arbitraries.bigIntegers().map(n -> JSON.numberNode(n.subtract(TWO.pow(99)))),
            Arbitraries.doubles().map(JSON::numberNode),
            Arbitraries.of(true, false).map(JSON::booleanNode),
            Arbitraries.just(JSON.nullNode()));
    return Arbitraries.recursive(
        () -> values,
        inner ->
            Arbitraries.oneOf(
                values,
                inner.list().ofMaxSize(4).map(items -> JSON.arrayNode().addAll(items)),
                Combinators.combine(
                        wellFormed
                            .map(key -> key.replace("${", "{"))
                            .list()
                            .uniqueElements()
                            .ofSize(4),
                        inner.list().ofMaxSize(4))
                    .as(YamlPropertiesTest::object)),
        0,
        4);
  }

  private static JsonNode object(List<String> keys, List<JsonNode> values) {
    var object = JSON.objectNode();
    for (int i = 0; i < values.size(); i++) {
      object.set(keys.get(i), values.get(i));
    }
    return object;
  }

  /** Whether every surrogate has its other half: half a character cannot be written in UTF-8. */
  private static boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  @Provide
  Arbitrary<String> almostYaml() {
    return Arbitraries.frequencyOf(
            Tuple.of(
                8, Arbitraries.of("a", "b", "1", "true", ":", ": ", "-", "- ", "\n", "  ", "\"")),
            Tuple.of(4, Arbitraries.of("[", "]", "{", "}", ",", "&x ", "*x", "!t ", "|", ">", "'")),
            Tuple.of(
                2,
                Arbitraries.of("#", "%", "@", "?", "\t", "\r", "\\x", "\\U", "---", "...", "<<")),
            Tuple.of(1, Arbitraries.strings().ofLength(1)))
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }
}
