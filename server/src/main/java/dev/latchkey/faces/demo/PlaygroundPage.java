package dev.latchkey.faces.demo;

import dev.latchkey.platform.http.Resources;
import dev.latchkey.platform.http.Router;

/**
 * {@code /playground} in development: every widget of the browser SDK with its options, what it
 * calls, and the snippet that shows it on a site.
 */
public final class PlaygroundPage {

  private PlaygroundPage() {}

  public static void on(Router router) {
    router.get("/playground", request -> Resources.page("/web/playground.html"));
    router.get("/playground/playground.js", request -> Resources.script("/web/playground.js"));
    router.get("/playground/playground.css", request -> Resources.style("/web/playground.css"));
  }
}
