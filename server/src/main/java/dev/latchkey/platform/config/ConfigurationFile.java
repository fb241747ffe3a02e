package dev.latchkey.platform.config;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A YAML 1.2 file that was read, filled in, found to fit its schema and completed with the schema's
 * defaults.
 *
 * <p>A text may hold {@code ${NAME}}, {@code ${NAME:-default}} or {@code ${file:path}} (relative to
 * the folder of the file), and <code>$$&#123;</code> where it means <code>$&#123;</code>. What is
 * unset, empty or unreadable is a problem, never an empty text. Where the schema wants a number or
 * a truth value, a filled-in text that reads as one becomes one.
 *
 * <p>Bounds: 4 MiB, 64 levels, 10,000 values repeated by aliases. Keys are texts and unique in
 * their mapping; merge keys and tags beyond the core schema are refused.
 */
public final class ConfigurationFile {
  private static final int MAX_BYTES = 4 << 20;

  private final String name;
  private final JsonNode tree;
  private final Places places;

  private ConfigurationFile(String name, JsonNode tree, Places places) {
    this.name = name;
    this.tree = tree;
    this.places = places;
  }

  /**
   * Reads a file in UTF-8.
   *
   * @throws ConfigurationException if it cannot be read or has any problem; all are listed
   */
  public static ConfigurationFile read(
      Path file, JsonSchemaSource schema, Environment environment) {
    return read(file, schema, environment, List.of());
  }

  /** As {@link #read(Path, JsonSchemaSource, Environment)}, with values that stand above it. */
  public static ConfigurationFile read(
      Path file, JsonSchemaSource schema, Environment environment, List<Supplied> supplied) {
    String name = file.toString();
    Path folder = file.toAbsolutePath().getParent();
    return load(
        name,
        decode(name, bytes(file)),
        schema,
        new Placeholders(environment, folder == null ? file.toAbsolutePath() : folder),
        supplied);
  }

  /**
   * Reads a text; {@code ${file:…}} is relative to the working directory.
   *
   * @param name what to call the text in messages
   * @throws ConfigurationException if it has any problem; all are listed
   */
  public static ConfigurationFile parse(
      String name, String yaml, JsonSchemaSource schema, Environment environment) {
    return parse(name, yaml, schema, environment, List.of());
  }

  /** As {@link #parse(String, String, JsonSchemaSource, Environment)}, with values above it. */
  public static ConfigurationFile parse(
      String name,
      String yaml,
      JsonSchemaSource schema,
      Environment environment,
      List<Supplied> supplied) {
    if (yaml.length() > MAX_BYTES) {
      throw tooLarge(name);
    }
    var placeholders = new Placeholders(environment, Path.of("").toAbsolutePath());
    return load(name, yaml, schema, placeholders, supplied);
  }

  private static ConfigurationFile load(
      String name,
      String text,
      JsonSchemaSource schema,
      Placeholders placeholders,
      List<Supplied> supplied) {
    String yaml = text.startsWith("\uFEFF") ? text.substring(1) : text;
    YamlReader.Document document = YamlReader.read(name, yaml, placeholders);
    supplied.forEach(value -> value.putInto(document));
    List<Problem> problems = new ArrayList<>(document.problems());
    problems.addAll(new SchemaCheck(schema, document).problems());
    if (problems.isEmpty()) {
      problems.addAll(Defaults.fill(schema, placeholders, document));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(name, problems);
    }
    return new ConfigurationFile(name, document.tree(), document.places());
  }

  /** The whole file. Secrets stand in it in the clear; it is not to be logged or changed. */
  public JsonNode tree() {
    return tree;
  }

  /** The whole file as a record. */
  public <T> T bind(Class<T> type) {
    return bind("", type);
  }

  /**
   * A part of the file as a record: components in {@code snake_case}, unknown keys refused, absent
   * lists, sets and maps empty, durations as in {@link Durations}, enum constants in any case.
   *
   * @param jsonPointer RFC 6901; empty for the whole file
   * @throws ConfigurationException if a value does not fit its component, or the constructor of a
   *     record refuses its values
   */
  public <T> T bind(String jsonPointer, Class<T> type) {
    return bind(jsonPointer, type, Set.of());
  }

  /** As {@link #bind(String, Class)}, without some keys of the part, which are bound apart. */
  public <T> T bind(String jsonPointer, Class<T> type, Set<String> without) {
    JsonNode part = tree.at(jsonPointer);
    if (part.isMissingNode()) {
      throw exception(
          List.of(
              problemAt(jsonPointer, "is missing", "Add `" + Pointers.last(jsonPointer) + "`.")));
    }
    try {
      return Binder.MAPPER.treeToValue(
          part instanceof ObjectNode object ? object.deepCopy().remove(without) : part, type);
    } catch (JacksonException e) {
      throw exception(List.of(unbound(jsonPointer, e)));
    }
  }

  /** A problem that a later check found, at the line of a value or of the nearest one around it. */
  public Problem problemAt(String jsonPointer, String message, String mend) {
    return places.problem(jsonPointer, message, mend);
  }

  /** The exception for problems that later checks found. */
  public ConfigurationException exception(List<Problem> problems) {
    return new ConfigurationException(name, problems);
  }

  /** Whether a value, as it stands here, came from a placeholder or from outside of the file. */
  public boolean isFilledIn(String jsonPointer) {
    return places.placeholders(jsonPointer) != null;
  }

  /**
   * A value in words that may be printed, such as {@code the number 3}: what was filled in is
   * called by its placeholder.
   */
  public String describe(String jsonPointer) {
    String filledIn = places.placeholders(jsonPointer);
    return filledIn != null ? "the value of " + filledIn : Wording.found(tree.at(jsonPointer));
  }

  /** The name only: the content holds secrets. */
  @Override
  public String toString() {
    return "ConfigurationFile[" + name + "]";
  }

  /** The cause is left behind on purpose: its message quotes the value, which may be a secret. */
  private Problem unbound(String start, JacksonException e) {
    StringBuilder pointer = new StringBuilder(start);
    for (JacksonException.Reference step : e.getPath()) {
      String key = step.getPropertyName();
      pointer.append(key == null ? "/" + step.getIndex() : Pointers.child("", key));
    }
    String place = pointer.toString();
    Throwable reason = e.getCause() == null ? e : e.getCause();
    String words =
        reason instanceof JacksonException own ? own.getOriginalMessage() : reason.getMessage();
    return problemAt(
        place,
        places.holdsPlaceholders(place) || words == null
            ? "does not fit here"
            : "does not fit here: " + words.lines().findFirst().orElse(""),
        "See the schema for what can stand here.");
  }

  private static byte[] bytes(Path file) {
    try (var stream = Files.newInputStream(file)) {
      byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw tooLarge(file.toString());
      }
      return bytes;
    } catch (IOException e) {
      throw whole(
          file.toString(),
          "cannot be read: " + Placeholders.reason(e),
          "Check the path and the permissions.");
    }
  }

  private static String decode(String name, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    if (result.isError()) {
      String before = out.toString();
      int lineStart = before.lastIndexOf('\n') + 1;
      throw new ConfigurationException(
          name,
          List.of(
              new Problem(
                  (int) before.chars().filter(c -> c == '\n').count() + 1,
                  before.codePointCount(lineStart, before.length()) + 1,
                  "",
                  "here begins something that is not UTF-8",
                  "Save the file in UTF-8.")));
    }
    return out.toString();
  }

  private static ConfigurationException tooLarge(String name) {
    return whole(name, "is larger than " + ByteSizes.format(MAX_BYTES), "Write a shorter file.");
  }

  private static ConfigurationException whole(String name, String message, String mend) {
    return new ConfigurationException(name, List.of(new Problem(0, 0, "", message, mend)));
  }

  /** Built on first use only: a start that stops at a problem does not pay for it. */
  static final class Binder {
    static final JsonMapper MAPPER = mapper();

    private static JsonMapper mapper() {
      var builder =
          JsonMapper.builder()
              .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
              .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
              .addModule(Durations.module());
      for (Class<?> container : List.of(List.class, Set.class, Map.class)) {
        builder.withConfigOverride(
            container, o -> o.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)));
      }
      return builder.build();
    }
  }
}
