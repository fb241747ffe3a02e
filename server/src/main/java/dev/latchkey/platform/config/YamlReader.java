package dev.latchkey.platform.config;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns one YAML 1.2 document (core schema) into a JSON tree, fills in the placeholders and
 * remembers where each value was written. A key is taken as text, whatever it looks like.
 */
final class YamlReader {
  static final int MAX_ALIASED_VALUES = 10_000;
  private static final int MAX_DIGITS = 100;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new CoreWithoutMerge())
          .setAllowNonScalarKeys(true)
          .setCodePointLimit(Integer.MAX_VALUE)
          .setMaxAliasesForCollections(Integer.MAX_VALUE)
          .build();

  private final String file;
  private final Placeholders placeholders;
  private final Places places = new Places();
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> unusable = new HashSet<>();
  private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private int aliased;

  private YamlReader(String file, Placeholders placeholders) {
    this.file = file;
    this.placeholders = placeholders;
  }

  /**
   * What a text holds.
   *
   * @param problems those that leave the rest of the tree readable
   * @param unusable pointers of values that stand in for one that could not be read
   */
  record Document(JsonNode tree, Places places, List<Problem> problems, Set<String> unusable) {}

  /**
   * Reads a text whose size is already bounded.
   *
   * @throws ConfigurationException if the text is not YAML, is empty or goes beyond the bounds
   */
  static Document read(String file, String text, Placeholders placeholders) {
    refuseUnprintable(file, text);
    Node root = compose(file, text);
    var reader = new YamlReader(file, placeholders);
    JsonNode tree = reader.value(root, new Position("", "", 0, null));
    return new Document(tree, reader.places, reader.problems, reader.unusable);
  }

  private static Node compose(String file, String text) {
    var characters = new StreamReader(SETTINGS, text);
    try {
      return new Composer(SETTINGS, new BoundedParser(new ParserImpl(SETTINGS, characters)))
          .getSingleNode()
          .orElseThrow(() ->
              new ConfigurationException(
                  file,
                  List.of(
                      new Problem(
                          1, 1, "", "the file is empty", "Write at least one key in it."))));
    } catch (YamlEngineException | IllegalArgumentException e) {
      // The latter is what an escape beyond Unicode ends in.
      throw new ConfigurationException(file, List.of(Syntax.problem(e, characters)));
    }
  }

  private static void refuseUnprintable(String file, String text) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (!StreamReader.isPrintable(c)) {
        throw new ConfigurationException(
            file,
            List.of(
                new Problem(
                    line,
                    column,
                    "",
                    "the character U+%04X is not allowed in YAML".formatted(c),
                    "Remove it, or write it as an escape in double quotes.")));
      }
      i += Character.charCount(c);
      boolean newLine = c == '\n' || (c == '\r' && !text.startsWith("\n", i));
      line += newLine ? 1 : 0;
      column = newLine ? 1 : column + 1;
    }
  }

  /** Where the conversion stands; the key node is null at the root and in lists. */
  private record Position(String pointer, String path, int depth, @Nullable Node key) {
    Position entry(String name, Node keyNode) {
      return new Position(
          Pointers.child(pointer, name), Pointers.keyPath(path, name), depth + 1, keyNode);
    }

    Position item(int index) {
      return new Position(
          pointer + "/" + index, Pointers.path(path, String.valueOf(index)), depth + 1, null);
    }
  }

  private JsonNode value(Node node, Position position) {
    if (!seen.add(node) && ++aliased > MAX_ALIASED_VALUES) {
      throw stop(
          node,
          position,
          "the aliases repeat more than %d values".formatted(MAX_ALIASED_VALUES),
          "Write the values out, or use fewer aliases.");
    }
    if (node instanceof CollectionNode<?> && node.isRecursive()) {
      throw stop(
          node, position, "an alias repeats the value it stands in", "Remove the alias inside it.");
    }
    if (position.depth() > BoundedParser.MAX_DEPTH) {
      throw stop(
          node,
          position,
          "lists and mappings are nested more than %d deep".formatted(BoundedParser.MAX_DEPTH),
          "Make the structure flatter, or use fewer aliases inside one another.");
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, position);
      case SequenceNode sequence -> sequence(sequence, position);
      case ScalarNode scalar -> scalar(scalar, position);
      default -> throw new IllegalStateException("A YAML node of no known kind: " + node);
    };
  }

  private JsonNode mapping(MappingNode node, Position position) {
    remember(node, position, null, null);
    if (!node.getTag().equals(Tag.MAP)) {
      return unknownTag(node, position);
    }
    ObjectNode object = JSON.objectNode();
    Map<String, Node> keys = new HashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(
            problem(
                tuple.getKeyNode(),
                position.path(),
                "a list or mapping cannot be a key",
                "Write a text as the key."));
        continue;
      }
      String name = key.getValue();
      Position entry = position.entry(name, key);
      Node first = keys.putIfAbsent(name, key);
      if (first != null) {
        problems.add(
            problem(
                key,
                entry.path(),
                Words.code(name) + " is written twice, the first time on line " + line(first),
                "Remove one of them."));
      } else if (name.equals("<<") && key.isPlain()) {
        problems.add(
            problem(
                key,
                entry.path(),
                "merging with `<<` is not part of YAML 1.2",
                "Write the keys out, or give the whole value an anchor and repeat it by alias."));
      } else {
        object.set(name, value(tuple.getValueNode(), entry));
      }
    }
    return object;
  }

  private JsonNode sequence(SequenceNode node, Position position) {
    remember(node, position, null, null);
    if (!node.getTag().equals(Tag.SEQ)) {
      return unknownTag(node, position);
    }
    ArrayNode array = JSON.arrayNode();
    for (Node item : node.getValue()) {
      array.add(value(item, position.item(array.size())));
    }
    return array;
  }

  private JsonNode scalar(ScalarNode node, Position position) {
    String text = node.getValue();
    // The engine marks texts that look like its own placeholders; ours are found later.
    if (node.getTag().equals(Tag.STR) || node.getTag().equals(Tag.ENV_TAG)) {
      return text(node, position);
    }
    remember(node, position, node.isPlain() ? text : null, null);
    JsonNode value = node.getTag().equals(Tag.NULL) ? JSON.nullNode() : parse(node.getTag(), text);
    if (value != null) {
      return value;
    }
    if (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT)) {
      return unusable(
          node,
          position,
          Words.quote(text) + " is not a number that can be used here",
          "Write a finite number of at most %d digits, or put a text in quotes."
              .formatted(MAX_DIGITS));
    }
    return unknownTag(node, position);
  }

  private JsonNode text(ScalarNode node, Position position) {
    try {
      Placeholders.Filled filled = placeholders.fill(node.getValue());
      remember(node, position, node.isPlain() ? node.getValue() : null, filled.placeholders());
      return JSON.stringNode(filled.text());
    } catch (Placeholders.Unfilled e) {
      remember(node, position, null, null);
      return unusable(node, position, e.message(), e.mend);
    }
  }

  /** A text read as a value of a type of JSON Schema other than text, if it can be. */
  static Optional<JsonNode> as(String type, String text) {
    return switch (type) {
      case "integer" -> Optional.ofNullable(parse(Tag.INT, text));
      case "number" -> as("integer", text).or(() -> Optional.ofNullable(parse(Tag.FLOAT, text)));
      case "boolean" -> Optional.ofNullable(parse(Tag.BOOL, text));
      default -> Optional.empty();
    };
  }

  /** The value of a number or truth value as the core schema writes it; null if it is neither. */
  private static @Nullable JsonNode parse(Tag tag, String text) {
    if (tag.equals(Tag.BOOL) && CoreScalarResolver.BOOL.matcher(text).matches()) {
      return JSON.booleanNode(text.startsWith("t") || text.startsWith("T"));
    }
    if (text.length() > MAX_DIGITS) {
      return null;
    }
    if (tag.equals(Tag.INT) && CoreScalarResolver.INT.matcher(text).matches()) {
      BigInteger number =
          text.startsWith("0o")
              ? new BigInteger(text.substring(2), 8)
              : text.startsWith("0x")
                  ? new BigInteger(text.substring(2), 16)
                  : new BigInteger(text);
      if (number.bitLength() < Integer.SIZE) {
        return JSON.numberNode(number.intValue());
      }
      return number.bitLength() < Long.SIZE
          ? JSON.numberNode(number.longValue())
          : JSON.numberNode(number);
    }
    if (tag.equals(Tag.FLOAT) && CoreScalarResolver.FLOAT.matcher(text).matches()) {
      String digits = text.toLowerCase(Locale.ROOT);
      double number =
          digits.endsWith("inf") || digits.endsWith("nan") ? Double.NaN : Double.parseDouble(text);
      return Double.isFinite(number) ? JSON.numberNode(number) : null;
    }
    return null;
  }

  private JsonNode unknownTag(Node node, Position position) {
    return unusable(
        node,
        position,
        "the tag " + Words.code(node.getTag().getValue()) + " does not fit here",
        "Remove the tag.");
  }

  private JsonNode unusable(Node node, Position position, String message, String mend) {
    unusable.add(position.pointer());
    problems.add(problem(node, position.path(), message, mend));
    return JSON.nullNode();
  }

  private void remember(
      Node node, Position position, @Nullable String written, @Nullable String filledIn) {
    Node key = position.key() == null ? node : position.key();
    boolean nothing =
        node instanceof ScalarNode scalar && scalar.isPlain() && scalar.getValue().isEmpty();
    boolean lookAtKey = nothing || node instanceof CollectionNode<?>;
    Node place = lookAtKey ? key : node;
    places.put(
        position.pointer(),
        new Places.Place(
            position.path(),
            line(place),
            column(place),
            line(key),
            column(key),
            written,
            filledIn));
  }

  private ConfigurationException stop(Node node, Position position, String message, String mend) {
    Node place = position.key() == null ? node : position.key();
    return new ConfigurationException(
        file, List.of(problem(place, position.path(), message, mend)));
  }

  private static Problem problem(Node node, String path, String message, String mend) {
    return new Problem(line(node), column(node), path, message, mend);
  }

  private static int line(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
  }

  private static int column(Node node) {
    return node.getStartMark().map(Mark::getColumn).orElse(-1) + 1;
  }

  /** Merge keys belong to YAML 1.1; merged silently they would also hide duplicate keys. */
  private static final class CoreWithoutMerge extends CoreSchema {
    private final ScalarResolver resolver = new CoreScalarResolver(false);

    @Override
    public ScalarResolver getScalarResolver() {
      return resolver;
    }
  }
}
