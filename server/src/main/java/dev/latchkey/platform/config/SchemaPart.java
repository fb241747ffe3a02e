package dev.latchkey.platform.config;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a definition of a schema describes, where it does not come from a file: completed with the
 * defaults and bound as there, but nothing in it is filled in, whatever its texts hold.
 */
public final class SchemaPart {

  private final JsonSchemaSource schema;
  private final JsonNode part;

  /**
   * @param definition a name under {@code $defs}
   */
  public SchemaPart(JsonSchemaSource schema, String definition) {
    this.schema = schema;
    this.part = schema.root().path("$defs").path(definition);
    if (part.isMissingNode()) {
      throw new IllegalArgumentException("The schema defines no " + definition);
    }
  }

  /**
   * The value as a record, as {@link ConfigurationFile#bind(String, Class)} would have it. The
   * caller has checked it.
   *
   * @param value is completed in place
   */
  public <T> T bind(ObjectNode value, Class<T> type) {
    Defaults.fill(schema, part, value);
    return ConfigurationFile.Binder.MAPPER.treeToValue(value, type);
  }
}
