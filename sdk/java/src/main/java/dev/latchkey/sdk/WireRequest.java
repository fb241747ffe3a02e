package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to be sent; null fields are left out. Used by one thread. */
final class WireRequest {

  private final String method;
  private final String path;
  private final Map<String, String> query = new LinkedHashMap<>();
  private final Map<String, Object> body = new LinkedHashMap<>();
  private @Nullable String authorization;
  private boolean cookies;

  private WireRequest(String method, String path) {
    this.method = method;
    this.path = path.startsWith("/") ? path : "/identity/v1/" + path;
  }

  /** A path without a leading slash is one of the Identity API. */
  static WireRequest get(String path) {
    return new WireRequest("GET", path);
  }

  static WireRequest post(String path) {
    return new WireRequest("POST", path);
  }

  static WireRequest delete(String path) {
    return new WireRequest("DELETE", path);
  }

  WireRequest query(String name, @Nullable String value) {
    if (value != null) {
      query.put(name, value);
    }
    return this;
  }

  WireRequest field(String name, @Nullable Object value) {
    if (value != null) {
      body.put(name, value);
    }
    return this;
  }

  WireRequest fields(Map<String, ?> more) {
    body.putAll(more);
    return this;
  }

  WireRequest bearer(AuthToken token) {
    authorization = token.getAuthHeader();
    return this;
  }

  /** Shows the session, and the device if it is trusted. */
  WireRequest withCookies() {
    cookies = true;
    return this;
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  Map<String, String> query() {
    return query;
  }

  Map<String, Object> body() {
    return body;
  }

  @Nullable String authorization() {
    return authorization;
  }

  boolean sendsCookies() {
    return cookies;
  }

  /** Whether sending it twice is the same as sending it once: then a failure may be tried again. */
  boolean isSafe() {
    return method.equals("GET") && !query.containsKey("tkn");
  }
}
