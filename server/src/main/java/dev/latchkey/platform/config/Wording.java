package dev.latchkey.platform.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Puts violations of a schema into words for the person who wrote the file. A value that was filled
 * in, or that the schema calls {@code writeOnly}, is never part of them.
 */
final class Wording {
  private final JsonNode schema;
  private final Places places;

  Wording(JsonNode schema, Places places) {
    this.schema = schema;
    this.places = places;
  }

  Problem problem(Violation v) {
    return switch (v.keyword()) {
      case "additionalProperties", "unevaluatedProperties" -> unknownKey(v);
      case "required" -> missing(v, List.of(key(v)));
      case Alternatives.REQUIRED_EITHER ->
          missing(v, v.wanted().valueStream().map(JsonNode::asString).toList());
      case "dependentRequired" -> missingCompanion(v);
      case "propertyNames" -> illFormedKey(v);
      case "type" -> wrongType(v);
      case "enum" -> notAmong(v, v.wanted().valueStream().toList());
      case "const" -> notAmong(v, List.of(v.wanted()));
      case "format" -> wrongFormat(v);
      case "pattern" ->
          value(v, "must match `" + v.wanted().asString() + "`", "Write a text of that form");
      case "minimum" -> value(v, "must be at least " + v.wanted(), "Write a larger number");
      case "maximum" -> value(v, "must be at most " + v.wanted(), "Write a smaller number");
      case FormatBound.MINIMUM ->
          value(v, "must be at least `" + v.wanted().asString() + "`", "Write a larger value");
      case FormatBound.MAXIMUM ->
          value(v, "must be at most `" + v.wanted().asString() + "`", "Write a smaller value");
      case "exclusiveMinimum" ->
          value(v, "must be more than " + v.wanted(), "Write a larger number");
      case "exclusiveMaximum" ->
          value(v, "must be less than " + v.wanted(), "Write a smaller number");
      case "multipleOf" -> value(v, "must be a multiple of " + v.wanted(), "Write such a number");
      case "minLength" ->
          value(
              v,
              "must have at least " + Words.count(size(v), "character", "characters"),
              "Write a longer text");
      case "maxLength" ->
          value(
              v,
              "must have at most " + Words.count(size(v), "character", "characters"),
              "Write a shorter text");
      case "minItems", "minContains" ->
          entries(v, "needs at least " + Words.count(size(v), "entry", "entries"), "Add");
      case "maxItems", "maxContains" ->
          entries(v, "takes at most " + Words.count(size(v), "entry", "entries"), "Remove");
      case "minProperties" ->
          entries(v, "needs at least " + Words.count(size(v), "key", "keys"), "Add");
      case "maxProperties" ->
          entries(v, "takes at most " + Words.count(size(v), "key", "keys"), "Remove");
      case "uniqueItems" -> repeated(v);
      case "oneOf" -> ambiguous(v);
      case "false" ->
          places.problemWithKey(v.pointer(), "nothing can stand here", "Remove this entry.");
      default ->
          places.problem(
              v.pointer(),
              "does not fit the schema (`%s`)".formatted(v.keyword()),
              mend(v, "See the schema for what can stand here"));
    };
  }

  private Problem unknownKey(Violation v) {
    String key = key(v);
    JsonNode around = around(v);
    Set<String> allowed = new LinkedHashSet<>(around.path("properties").propertyNames());
    if (v.keyword().equals("unevaluatedProperties")) {
      collectKeys(around, allowed, new HashSet<>());
    }
    String message = Words.code(key) + " is not known here";
    Optional<String> meant = Words.meant(key, allowed);
    String mend =
        meant
            .map("Write `%s`, or remove the key."::formatted)
            .orElse(
                allowed.isEmpty()
                    ? "Remove the key."
                    : "Remove the key, or write one of: " + Words.list(allowed) + ".");
    return places.problemWithKey(
        Pointers.child(v.pointer(), key),
        meant.map(name -> message + ". Did you mean `" + name + "`?").orElse(message),
        mend);
  }

  /**
   * Every key that some branch of the schema would take: those an unevaluated key may have meant.
   */
  private void collectKeys(JsonNode part, Set<String> keys, Set<String> followed) {
    if (!part.isObject()) {
      return;
    }
    keys.addAll(part.path("properties").propertyNames());
    String reference = part.path("$ref").asString("");
    if (followed.add(reference)) {
      collectKeys(target(reference), keys, followed);
    }
    Stream.of("allOf", "anyOf", "oneOf", "dependentSchemas")
        .flatMap(keyword -> part.path(keyword).valueStream())
        .forEach(branch -> collectKeys(branch, keys, followed));
    Stream.of("if", "then", "else")
        .forEach(keyword -> collectKeys(part.path(keyword), keys, followed));
  }

  private Problem missing(Violation v, List<String> keys) {
    String names = Words.either(keys.stream().map(Words::code).toList());
    return places.problem(
        v.pointer(),
        names + " is missing here",
        keys.size() == 1 ? "Add `" + keys.getFirst() + ": …`." : "Add " + names + ".");
  }

  private Problem missingCompanion(Violation v) {
    String key = key(v);
    List<String> absent =
        v.wanted()
            .path(key)
            .valueStream()
            .map(JsonNode::asString)
            .filter(name -> !v.found().has(name))
            .toList();
    return places.problemWithKey(
        Pointers.child(v.pointer(), key),
        Words.code(key) + " needs " + Words.list(absent) + " beside it",
        "Add " + Words.list(absent) + ", or remove " + Words.code(key) + ".");
  }

  private Problem illFormedKey(Violation v) {
    JsonNode pattern = v.wanted().path("pattern");
    return places.problemWithKey(
        Pointers.child(v.pointer(), key(v)),
        Words.code(key(v)) + " cannot be a key here",
        pattern.isMissingNode()
            ? "Write another key."
            : "Write a key that matches `" + pattern.asString() + "`.");
  }

  private Problem wrongType(Violation v) {
    List<String> types =
        v.wanted().isArray()
            ? v.wanted().valueStream().map(JsonNode::asString).toList()
            : List.of(v.wanted().asString());
    String message =
        "must be %s, found %s"
            .formatted(Words.either(types.stream().map(Wording::type).toList()), found(v));
    String advice = rightType(v, types.getFirst());
    return places.problem(
        v.pointer(), message, advice.startsWith("Write ") ? mend(v, advice) : advice + ".");
  }

  private String rightType(Violation v, String type) {
    String filledIn = places.placeholders(v.pointer());
    if (filledIn != null) {
      return "Let " + filledIn + " hold " + type(type);
    }
    JsonNode found = v.found();
    Places.Place place = places.get(v.pointer());
    String written = place == null || hidden(v) ? null : place.written();
    if (found.isNull()) {
      return "Write a value, or remove the key";
    }
    return switch (type) {
      case "string" ->
          found.isContainer()
              ? "Write a text"
              : "Put it in quotes" + (written == null ? "" : ": `\"" + written + "\"`");
      case "boolean" -> "Write `true` or `false`, without quotes";
      case "integer", "number" ->
          found.isString() && YamlReader.as("number", found.stringValue()).isPresent()
              ? "Remove the quotes"
              : "Write digits, without quotes";
      case "array" -> "Write each entry on a line of its own after `- `";
      case "object" -> "Write `key: value` lines, indented below this key";
      default -> "Remove the value";
    };
  }

  private Problem notAmong(Violation v, List<JsonNode> allowed) {
    List<String> names = allowed.stream().map(Wording::plain).toList();
    String message =
        allowed.size() == 1
            ? "must be `%s`, found %s".formatted(names.getFirst(), found(v))
            : "must be one of: %s, found %s".formatted(Words.list(names), found(v));
    boolean shown = v.found().isString() && !hidden(v);
    return places.problem(
        v.pointer(),
        message,
        (shown ? Words.meant(v.found().stringValue(), names) : Optional.<String>empty())
            .or(() -> allowed.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty())
            .map("Write `%s`."::formatted)
            .orElse("Write one of them."));
  }

  private Problem wrongFormat(Violation v) {
    Formats.Named format = Formats.named(v.wanted().asString());
    String advice = "Write " + format.noun();
    return places.problem(
        v.pointer(),
        "must be %s, found %s".formatted(format.noun(), found(v)),
        example(around(v)).isEmpty() && !format.example().isEmpty()
            ? advice + ", for example `" + format.example() + "`."
            : mend(v, advice));
  }

  private Problem value(Violation v, String demand, String advice) {
    return places.problem(v.pointer(), demand + ", found " + found(v), mend(v, advice));
  }

  private Problem entries(Violation v, String demand, String advice) {
    int size = v.found().size();
    return places.problem(
        v.pointer(),
        demand + ", found " + (size == 0 ? "none" : String.valueOf(size)),
        mend(v, advice + " some"));
  }

  private Problem repeated(Violation v) {
    Map<JsonNode, Integer> first = new HashMap<>();
    for (int i = 0; i < v.found().size(); i++) {
      Integer earlier = first.putIfAbsent(v.found().get(i), i);
      if (earlier != null) {
        return places.problem(
            v.pointer() + "/" + i,
            "is the same as entry [%d], and each can stand here once".formatted(earlier),
            "Remove one of them.");
      }
    }
    // Numbers such as 1 and 1.0 are the same to a schema and not to the map.
    return places.problem(v.pointer(), "has the same entry twice", "Remove one of them.");
  }

  /** A oneOf of which several branches fit; often each branch asks for another key. */
  private Problem ambiguous(Violation v) {
    List<String> keys = new ArrayList<>();
    v.wanted()
        .valueStream()
        .flatMap(branch -> branch.path("required").valueStream())
        .map(JsonNode::asString)
        .filter(v.found()::has)
        .distinct()
        .forEach(keys::add);
    return keys.size() > 1
        ? places.problem(
            v.pointer(), Words.list(keys) + " cannot stand together", "Keep one of them.")
        : places.problem(
            v.pointer(),
            "fits several of the forms it can have, and must fit one",
            "See the schema for how they differ.");
  }

  /** What is there, in words; its content only if it is a single value and no secret. */
  private String found(Violation v) {
    String filledIn = places.placeholders(v.pointer());
    if (filledIn != null) {
      return "the value of " + filledIn;
    }
    return hidden(v) ? "a value that is not shown" : found(v.found());
  }

  static String found(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "the text " + Words.quote(value.stringValue());
      case NUMBER -> "the number " + value;
      case BOOLEAN -> "`" + value + "`";
      case NULL, MISSING -> "nothing";
      case ARRAY -> "a list";
      default -> "a mapping";
    };
  }

  private boolean hidden(Violation v) {
    return places.placeholders(v.pointer()) != null
        || (v.found().isValueNode()
            && parts(v).anyMatch(part -> part.path("writeOnly").asBoolean(false)));
  }

  private static String type(String type) {
    return switch (type) {
      case "string" -> "a text";
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "boolean" -> "`true` or `false`";
      case "array" -> "a list";
      case "object" -> "a mapping";
      default -> "nothing";
    };
  }

  /** Advice, with an example if the schema has one, else with what the schema says of the value. */
  private String mend(Violation v, String advice) {
    JsonNode around = around(v);
    return example(around)
        .map(example -> advice + ", for example `" + example + "`.")
        .orElseGet(() -> {
          String description =
              around.path("description").asString("").strip().replaceAll("\\s+", " ");
          return advice + "." + (description.isEmpty() ? "" : " " + description);
        });
  }

  private static Optional<String> example(JsonNode part) {
    JsonNode example = part.path("examples").path(0);
    JsonNode shown = example.isMissingNode() ? part.path("default") : example;
    return shown.isMissingNode() ? Optional.empty() : Optional.of(plain(shown));
  }

  /** The part of the schema that the violated keyword stands in. */
  private JsonNode around(Violation v) {
    return parts(v).reduce(schema, (_, inner) -> inner);
  }

  /** The parts of the schema on the way to the violated keyword, from the outermost. */
  private Stream<JsonNode> parts(Violation v) {
    List<JsonNode> parts = new ArrayList<>(List.of(schema));
    for (String step : v.evaluation().subList(0, v.evaluation().size() - 1)) {
      JsonNode part = parts.getLast();
      JsonNode reference = part.path("$ref");
      if (step.equals("$ref") && reference.isString()) {
        parts.add(target(reference.stringValue()));
      } else {
        parts.add(part.isArray() ? part.path(Integer.parseInt(step)) : part.path(step));
      }
    }
    return parts.stream();
  }

  private JsonNode target(String reference) {
    return reference.startsWith("#/")
        ? schema.at(reference.substring(1))
        : MissingNode.getInstance();
  }

  private static String plain(JsonNode value) {
    return value.isString() ? value.stringValue() : value.toString();
  }

  private static long size(Violation v) {
    return v.wanted().asLong(1);
  }

  private static String key(Violation v) {
    return String.valueOf(v.key());
  }
}
