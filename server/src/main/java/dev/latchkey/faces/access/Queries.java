package dev.latchkey.faces.access;

import dev.latchkey.platform.http.Parameters;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Query strings as fields. */
final class Queries {

  private Queries() {}

  static Body of(Request request) {
    ObjectNode values = Json.object();
    Parameters query;
    try {
      query = request.query();
    } catch (IllegalArgumentException e) {
      throw Refusal.unreadable();
    }
    query
        .asMap()
        .forEach((name, value) -> {
          if (!value.isEmpty()) {
            values.put(name, value);
          }
        });
    return Body.of(values);
  }
}
