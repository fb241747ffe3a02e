package dev.latchkey.platform.config;

import com.networknt.schema.Error;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds a tree against a schema. */
final class SchemaCheck {
  private final JsonSchemaSource schema;
  private final YamlReader.Document document;

  SchemaCheck(JsonSchemaSource schema, YamlReader.Document document) {
    this.schema = schema;
    this.document = document;
  }

  /**
   * All problems of the document with the schema. A filled-in text where the schema wants a number
   * or a truth value is turned into one in the tree if it reads as one: the environment knows texts
   * only.
   */
  List<Problem> problems() {
    List<Violation> violations = violations();
    if (violations.stream().filter(this::turned).count() > 0) {
      violations = violations();
    }
    var wording = new Wording(schema.root(), document.places());
    return Alternatives.reduce(violations).stream().map(wording::problem).distinct().toList();
  }

  private List<Violation> violations() {
    List<Error> errors = schema.compiled().validate(document.tree());
    return errors.stream()
        .map(Violation::of)
        .filter(violation -> !document.unusable().contains(violation.pointer()))
        .toList();
  }

  private boolean turned(Violation violation) {
    String pointer = violation.pointer();
    if (!violation.keyword().equals("type")
        || document.places().placeholders(pointer) == null
        || !violation.found().isString()) {
      return false;
    }
    Optional<JsonNode> value =
        types(violation.wanted())
            .flatMap(type -> YamlReader.as(type, violation.found().stringValue()).stream())
            .findFirst();
    value.ifPresent(node -> replace(pointer, node));
    return value.isPresent();
  }

  private void replace(String pointer, JsonNode value) {
    String key = Pointers.last(pointer);
    switch (document.tree().at(Pointers.parent(pointer))) {
      case ObjectNode object -> object.set(key, value);
      case ArrayNode array -> array.set(Integer.parseInt(key), value);
      default -> throw new IllegalStateException("A filled-in text stands in no container");
    }
  }

  private static Stream<String> types(JsonNode wanted) {
    return wanted.isArray()
        ? wanted.valueStream().map(JsonNode::stringValue)
        : Stream.of(wanted.stringValue());
  }
}
