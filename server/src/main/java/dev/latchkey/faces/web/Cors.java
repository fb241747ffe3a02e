package dev.latchkey.faces.web;

import dev.latchkey.platform.http.Response;

/**
 * Cross-origin resource sharing (contract section 1.3): the exact origin or nothing, and {@code *}
 * only at endpoints that heed no cookie, where browser apps may register themselves.
 */
final class Cors {

  private static final Response PREFLIGHT =
      Response.noContent()
          .with("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS")
          .with(
              "Access-Control-Allow-Headers",
              "authorization, content-type, accept-language, custom-locale, x-r5-correlation-id")
          .with("Access-Control-Max-Age", "600");

  private Cors() {}

  static Response preflight() {
    return PREFLIGHT;
  }

  static Response apply(Call call, ClientFinder clients, Response response) {
    String origin = call.request().header("Origin").orElse(null);
    Response varied = response.with("Vary", "Origin");
    if (origin == null) {
      return varied;
    }
    if (clients.allows(call, origin)) {
      return varied
          .with("Access-Control-Allow-Origin", origin)
          .with("Access-Control-Allow-Credentials", "true");
    }
    return clients.isOpen(call) ? varied.with("Access-Control-Allow-Origin", "*") : varied;
  }
}
