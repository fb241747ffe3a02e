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
 * its like, whose defaults would depend on the value.
 */
final class Defaults {

  /** What a default that is a text becomes where it is written. */
  @FunctionalInterface
  private interface Texts {
    JsonNode at(String pointer, JsonNode preset);
  }

  private final JsonNode schema;
  private final Texts texts;

  private Defaults(JsonSchemaSource schema, Texts texts) {
    this.schema = schema.root();
    this.texts = texts;
  }

  /**
   * Completes the document's tree; texts may hold placeholders, and what is returned are defaults
   * that cannot be filled in.
   */
  static List<Problem> fill(
      JsonSchemaSource schema, Placeholders placeholders, YamlReader.Document document) {
    List<Problem> problems = new ArrayList<>();
    Texts filledIn =
        (pointer, preset) -> {
          try {
            String text = placeholders.fill(preset.stringValue()).text();
            return JsonNodeFactory.instance.stringNode(text);
          } catch (Placeholders.Unfilled e) {
            String message = "is left out, and for its default " + e.message();
            problems.add(document.places().problem(pointer, message, e.mend));
            return JsonNodeFactory.instance.nullNode();
          }
        };
    new Defaults(schema, filledIn).fill(document.tree(), schema.root(), "");
    return problems;
  }

  /** Completes what a part of the schema describes; texts stay as they are. */
  static void fill(JsonSchemaSource schema, JsonNode part, ObjectNode value) {
    new Defaults(schema, (pointer, preset) -> preset).fill(value, part, "");
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
            .map(preset -> preset.isString() ? texts.at(place, preset) : preset.deepCopy())
            .ifPresent(preset -> object.set(key, preset));
      }
      fill(object.path(key), properties.path(key), place);
    }
    for (String key : List.copyOf(object.propertyNames())) {
      if (!properties.has(key)) {
        fill(object.path(key), rule.path("additionalProperties"), Pointers.child(pointer, key));
      }
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
