package dev.latchkey.faces.web;

import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.json.Json;

/** Answers with a JSON body. */
public final class Answers {

  private Answers() {}

  public static Response ok(Object body) {
    return Response.json(200, Json.write(body));
  }

  /**
   * An answer that no cache may keep: it carries a token or says who somebody is (RFC 6749 section
   * 5.1).
   */
  public static Response secret(Object body) {
    return ok(body).with("Cache-Control", "no-store").with("Pragma", "no-cache");
  }
}
