package dev.latchkey.testkit;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the server said. */
public final class Answer {

  private final HttpResponse<String> response;

  Answer(HttpResponse<String> response) {
    this.response = response;
  }

  public int status() {
    return response.statusCode();
  }

  public String body() {
    return response.body();
  }

  /** The body as JSON; an empty body is a missing node. */
  public JsonNode json() {
    return JsonMapper.shared().readTree(response.body());
  }

  /** A text of the body, by JSON pointer or field name; empty when it is not there. */
  public String text(String name) {
    return (name.startsWith("/") ? json().at(name) : json().path(name)).asString("");
  }

  public HttpHeaders headers() {
    return response.headers();
  }

  /** The first header of that name, or the empty string. */
  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The {@code Set-Cookie} line of that cookie, or the empty string. */
  public String setCookie(String name) {
    return response.headers().allValues("Set-Cookie").stream()
        .filter(line -> line.startsWith(name + "="))
        .findFirst()
        .orElse("");
  }

  /** The {@code Location} header. */
  public URI location() {
    return URI.create(header("Location"));
  }

  /** The parameters of the redirect: those of its query, or else of its fragment. */
  public Map<String, String> redirectParameters() {
    URI location = location();
    String raw =
        location.getRawQuery() == null ? location.getRawFragment() : location.getRawQuery();
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : String.valueOf(raw).split("&")) {
      int eq = pair.indexOf('=');
      if (eq > 0) {
        parameters.put(
            pair.substring(0, eq),
            URLDecoder.decode(pair.substring(eq + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  /** One of {@link #redirectParameters()}, or the empty string. */
  public String redirectParameter(String name) {
    return redirectParameters().getOrDefault(name, "");
  }

  @Override
  public String toString() {
    return status() + " " + response.headers().map() + "\n" + body();
  }
}
