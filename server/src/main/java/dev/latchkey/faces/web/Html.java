package dev.latchkey.faces.web;

import dev.latchkey.platform.json.Json;
import tools.jackson.databind.JsonNode;

/** Escaping for the few pages that are written by hand. */
public final class Html {

  private Html() {}

  /** Text for an element's content or a quoted attribute. */
  public static String text(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** JSON as a literal inside a script element: nothing in it can end the element or the line. */
  public static String script(JsonNode json) {
    return Json.text(json)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
