package dev.latchkey.platform.config;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value from outside the file that stands above the one in it, such as an option of the command
 * line. Checked as the file is; complaints name its origin and never show it.
 *
 * @param key at the top level of the file
 * @param value a text that reads as a number or truth value becomes one where the schema wants it;
 *     {@code true} leaves a mapping in the file alone, which says on and how
 * @param origin such as {@code --port} or {@code LATCHKEY_PORT}
 */
public record Supplied(String key, JsonNode value, String origin) {

  void putInto(YamlReader.Document document) {
    if (!(document.tree() instanceof ObjectNode object)) {
      return; // Which the schema will complain of.
    }
    if (object.path(key).isObject() && value.asString("").equals("true")) {
      return;
    }
    object.set(key, value.deepCopy());
    String pointer = Pointers.child("", key);
    put(document.places(), pointer);
    for (int i = 0; i < value.size(); i++) {
      put(document.places(), pointer + "/" + i);
    }
  }

  private void put(Places places, String pointer) {
    places.put(pointer, new Places.Place(origin, 0, 0, 0, 0, null, "`" + origin + "`"));
  }

  @Override
  public String toString() {
    return "Supplied" + Map.of(key, origin);
  }
}
