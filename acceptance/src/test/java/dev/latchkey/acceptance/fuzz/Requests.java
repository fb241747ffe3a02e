package dev.latchkey.acceptance.fuzz;

import dev.latchkey.platform.http.Router;
import dev.latchkey.testkit.TestConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes requests: first one that is right for its route, then, mostly, something about it wrong.
 * Used by one thread.
 */
final class Requests {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonMapper ESCAPED =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final List<String> OTHER_METHODS =
      List.of(
          "GET",
          "POST",
          "PUT",
          "PATCH",
          "DELETE",
          "HEAD",
          "OPTIONS",
          "TRACE",
          "PROPFIND",
          "get",
          "FUZZ");

  private static final List<String> MEDIA_TYPES =
      List.of(
          "application/json;charset=UTF-8",
          "application/json; charset=utf-16",
          "APPLICATION/JSON",
          "application/x-www-form-urlencoded",
          "text/plain",
          "multipart/form-data; boundary=x",
          "application/json, text/html",
          "/",
          ";",
          "");

  private final List<Router.Entry> routes;
  private final Material material;
  private final Junk junk;
  private final AccessMaterial access;
  private final SplittableRandom random;

  Requests(List<Router.Entry> routes, Material material, SplittableRandom random) {
    this.routes = routes;
    this.material = material;
    this.random = random;
    this.junk = new Junk(random);
    this.access = new AccessMaterial(material);
  }

  Request next() {
    Router.Entry route = material.pick(routes);
    String method = oneIn(25) ? material.pick(OTHER_METHODS) : route.method().name();
    String path = path(route.pattern());
    Map<String, Object> fields = fields(route.pattern());
    List<String> headers = new ArrayList<>();
    headers.add("Host: localhost");
    boolean hasBody =
        method.equals("POST")
            || method.equals("PATCH")
            || method.equals("DELETE") && random.nextBoolean();
    if (oneIn(40)) {
      hasBody = !hasBody;
    }
    byte[] body = new byte[0];
    if (hasBody) {
      body = body(route.pattern(), fields, headers);
      path += oneIn(20) ? "?" + query(fields) : "";
    } else if (!fields.isEmpty()) {
      path += "?" + query(fields);
    }
    if (AccessMaterial.isOf(route.pattern()) && !oneIn(20)) {
      headers.addAll(access.headers(oneIn(10)));
    } else {
      who(headers);
    }
    for (int i = 0; oneIn(3) && i < 4; i++) {
      headers.add(oddHeader());
    }
    return new Request(route.pattern(), method, path, headers, body);
  }

  // What is right

  private Map<String, Object> fields(String pattern) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (AccessMaterial.isOf(pattern)) {
      fields.putAll(access.fields());
      for (int i = random.nextInt(5) - 1; i > 0; i--) {
        spoil(fields);
      }
      return fields;
    }
    for (List<String> names : Shapes.of(pattern)) {
      String name = material.pick(names);
      if (name.equals("response")) {
        fields.putAll(material.credential());
      } else if (!oneIn(40)) {
        fields.put(name, material.value(name));
      }
    }
    for (int i = random.nextInt(5) - 1; i > 0; i--) {
      spoil(fields);
    }
    return fields;
  }

  /** Whose request it is: nobody's, a user's, a client's; in a browser or not. */
  private void who(List<String> headers) {
    switch (random.nextInt(8)) {
      case 0, 1, 2, 3, 4 -> headers.add("Authorization: Bearer " + material.known("access_token"));
      case 5 -> {
        String pair = TestConfig.BACKEND + ":" + TestConfig.SECRET;
        byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
        headers.add("Authorization: Basic " + Base64.getEncoder().encodeToString(bytes));
      }
      default -> {}
    }
    if (random.nextBoolean()) {
      headers.add("Cookie: " + material.cookies());
      headers.add("Origin: " + TestConfig.ORIGIN);
    }
  }

  private String path(String pattern) {
    String path = pattern;
    for (int open = path.indexOf('{'); open >= 0; open = path.indexOf('{')) {
      int end = path.indexOf('}', open);
      String name = path.substring(open + 1, end);
      String value =
          AccessMaterial.isOf(pattern) ? access.pathValue(name) : material.pathValue(name);
      path =
          path.substring(0, open)
              + encode(oneIn(4) ? junk.text() : value)
              + path.substring(end + 1);
    }
    return oneIn(20) ? junk.path(path) : path;
  }

  private byte[] body(String pattern, Map<String, Object> fields, List<String> headers) {
    boolean form = oneIn(pattern.startsWith("/oauth/") ? 2 : 15);
    headers.add(
        "Content-Type: "
            + (oneIn(25)
                ? material.pick(MEDIA_TYPES)
                : form ? "application/x-www-form-urlencoded" : "application/json"));
    byte[] body;
    if (form) {
      body = query(fields).getBytes(StandardCharsets.ISO_8859_1);
    } else {
      String json = (random.nextBoolean() ? JSON : ESCAPED).writeValueAsString(fields);
      body = (oneIn(8) ? junk.json(json) : json).getBytes(StandardCharsets.UTF_8);
    }
    return oneIn(25) ? junk.bytes(body) : body;
  }

  private String query(Map<String, Object> fields) {
    String query =
        fields.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(plain(field.getValue())))
            .collect(Collectors.joining("&"));
    return oneIn(15) ? junk.query(query) : query;
  }

  private static String plain(Object value) {
    return value instanceof Map || value instanceof List
        ? JSON.writeValueAsString(value)
        : String.valueOf(value);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  // What is wrong

  private void spoil(Map<String, Object> fields) {
    List<String> names = new ArrayList<>(fields.keySet());
    if (names.isEmpty() || oneIn(6)) {
      names = Shapes.all();
    }
    String name = material.pick(names);
    switch (random.nextInt(8)) {
      case 0 -> fields.remove(name);
      case 1 -> fields.put(name, Collections.singletonList(fields.get(name)));
      case 2 -> fields.put(name, material.value(material.pick(Shapes.all())));
      case 3 -> fields.put(junk.text(), material.value(name));
      case 4 -> {
        if (fields.get(name) instanceof Map<?, ?> inner && !inner.isEmpty()) {
          fields.put(name, spoiled(inner));
        } else {
          fields.put(name, junk.value());
        }
      }
      default -> fields.put(name, junk.value());
    }
  }

  private Map<String, Object> spoiled(Map<?, ?> inner) {
    Map<String, Object> copy = new LinkedHashMap<>();
    inner.forEach((name, value) -> copy.put(String.valueOf(name), value));
    spoil(copy);
    return copy;
  }

  private String oddHeader() {
    String value = junk.headerValue();
    return switch (random.nextInt(18)) {
      case 0 -> "Host: " + value;
      case 1 -> "Origin: " + value;
      case 2 -> "Authorization: " + value;
      case 3 -> "Authorization: Bearer " + value;
      case 4 -> "Authorization: Basic " + value;
      case 5 -> "Cookie: __Host-SESSION=" + value;
      case 6 -> "Accept: text/html," + value;
      case 7 -> "Accept-Language: " + value;
      case 8 -> "Custom-Locale: " + value;
      case 9 -> "X-Forwarded-For: " + value;
      case 10 -> "Referer: " + value;
      case 11 -> "User-Agent: " + value;
      case 12 -> "X-R5-Correlation-Id: " + value;
      case 13 -> "Cookie: __Host-trusted-device-id=" + value;
      case 14 -> "Accept-Encoding: " + value;
      case 15 -> "DPoP: " + (random.nextBoolean() ? value : material.known("proof"));
      case 16 -> "Authorization: DPoP " + material.known("access_token");
      default -> "X-" + random.nextInt(1_000) + ": " + value;
    };
  }

  private boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }
}
