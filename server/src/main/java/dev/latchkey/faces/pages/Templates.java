package dev.latchkey.faces.pages;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** The templates of {@code src/main/jte}, which the build has compiled. */
final class Templates {

  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  /**
   * @param name of a file in {@code pages/}, without its ending
   * @param page what that template takes as {@code page}
   */
  String render(String name, Frame frame, Object page) {
    StringOutput output = new StringOutput(8_192);
    engine.render("pages/" + name + ".jte", Map.of("frame", frame, "page", page), output);
    return output.toString();
  }
}
