package dev.latchkey.platform.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the {@code default} of the schema wherever a key was left out, so that the schema is the
 * one place where defaults stand. Follows {@code properties}, {@code additionalProperties}, {@code
 * items} and {@code $ref}, also into the defaults themselves; not the branches of {@code anyOf} and
 * its like, whose defaults would depend on the value. A default that is a text may hold
 * placeholders.
 */
final class Defaults {
  private final JsonNode schema;
  private final Placeholders placeholders;
  private final YamlReader.Document document;
  private final List<Problem> problems = new ArrayList<>();

  Defaults(JsonSchemaSource schema, Placeholders placeholders, YamlReader.Document document) {
    this.schema = schema.root();
    this.placeholders = placeholders;
    this.document = document;
  }

  /** Completes the document's tree; what is returned are defaults that cannot be filled in. */
  List<Problem> fill() {
    fill(document.tree(), schema, "");
    return problems;
  }

  private void fill(JsonNode value, JsonNode part, String pointer) {
    for (JsonNode rule : withReferences(part).toList()) {
      if (value instanceof ObjectNode object) {
        fillMapping(object, rule, pointer);
      } else if (value instanceof ArrayNode list) {
        for (int i = 0; i < list.size(); i++) {
          fill(list.get(i), rule.path("items"), pointer + "/" + i);
        }
      }
    }
  }

  private void fillMapping(ObjectNode object, JsonNode rule, String pointer) {
    JsonNode properties = rule.path("properties");
    for (String key : properties.propertyNames()) {
      String place = Pointers.child(pointer, key);
      if (!object.has(key)) {
        withReferences(properties.path(key))
            .map(r -> r.path("default"))
            .filter(preset -> !preset.isMissingNode())
            .findFirst()
            .ifPresent(preset -> object.set(key, filledIn(preset, place)));
      }
      fill(object.path(key), properties.path(key), place);
    }
    for (String key : List.copyOf(object.propertyNames())) {
      if (!properties.has(key)) {
        fill(object.path(key), rule.path("additionalProperties"), Pointers.child(pointer, key));
      }
    }
  }

  private JsonNode filledIn(JsonNode preset, String pointer) {
    if (!preset.isString()) {
      return preset.deepCopy();
    }
    try {
      return JsonNodeFactory.instance.stringNode(placeholders.fill(preset.stringValue()).text());
    } catch (Placeholders.Unfilled e) {
      problems.add(
          document
              .places()
              .problem(pointer, "is left out, and for its default " + e.message(), e.mend));
      return JsonNodeFactory.instance.nullNode();
    }
  }

  /** A part of the schema and those it refers to, the nearest first. */
  private Stream<JsonNode> withReferences(JsonNode part) {
    return Stream.iterate(part, p -> !p.isMissingNode(), this::referred);
  }

  private JsonNode referred(JsonNode part) {
    String reference = part.path("$ref").asString("");
    return reference.startsWith("#/")
        ? schema.at(reference.substring(1))
        : MissingNode.getInstance();
  }
}
