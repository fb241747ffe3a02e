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
              "authorization, content-type, accept-language, custom-locale, x-r5-correlation-id,"
                  + " dpop")
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
    Response heard = withNonce(call, varied);
    if (clients.allows(call, origin)) {
      return heard
          .with("Access-Control-Allow-Origin", origin)
          .with("Access-Control-Allow-Credentials", "true");
    }
    return clients.isOpen(call) ? heard.with("Access-Control-Allow-Origin", "*") : varied;
  }

  /** A page that shows a proof must hear of a nonce (RFC 9449 section 8). */
  private static Response withNonce(Call call, Response response) {
    return call.request().header("DPoP").isPresent()
        ? response.with("Access-Control-Expose-Headers", "DPoP-Nonce, WWW-Authenticate")
        : response;
  }
}
