package dev.latchkey.faces.demo;

import dev.latchkey.platform.http.Resources;
import dev.latchkey.platform.http.Router;

/**
 * {@code /} in development: signs a person up and in with the seeded client and shows what came of
 * it.
 */
public final class DemoPage {

  private DemoPage() {}

  public static void on(Router router) {
    router.get("/", request -> Resources.page("/web/demo.html"));
    router.get("/demo/demo.js", request -> Resources.script("/web/demo.js"));
    router.get("/demo/base.css", request -> Resources.style("/web/tokens.css", "/web/base.css"));
    router.get("/demo/demo.css", request -> Resources.style("/web/demo.css"));
  }
}
