package dev.latchkey.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks to a server as a client does. Never follows a redirect. {@link #browser()} keeps cookies
 * and sends an origin; {@link #with} adds a header. Immutable but for a browser's cookies;
 * thread-safe.
 */
public final class Http {

  static {
    sendAnyHeader();
  }

  /**
   * Tests send Host and Origin of their own choosing. The setting is read once, when anything in
   * the process first speaks HTTP, be it the server.
   */
  static void sendAnyHeader() {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,origin,connection");
  }

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final String base;
  private final Map<String, String> headers;
  private final Map<String, String> cookies;
  private final boolean keepsCookies;

  private Http(
      String base, Map<String, String> headers, Map<String, String> cookies, boolean keepsCookies) {
    this.base = base;
    this.headers = headers;
    this.cookies = cookies;
    this.keepsCookies = keepsCookies;
  }

  public static Http to(String base) {
    return new Http(base, Map.of(), Map.of(), false);
  }

  /** A new browser on a page of the server's own origin: keeps cookies, sends {@code Origin}. */
  public Http browser() {
    return browser(base);
  }

  /** A new browser on a page of that origin. */
  public Http browser(String origin) {
    return new Http(base, Map.of("Origin", origin), new ConcurrentHashMap<>(), true);
  }

  /** The same at another node of the installation; a browser's cookies are shared. */
  public Http at(String other) {
    return new Http(other, headers, cookies, keepsCookies);
  }

  /** The same, with one more header, or another value of it; null takes it away. */
  public Http with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Http(base, more, cookies, keepsCookies);
  }

  public Http without(String header) {
    Map<String, String> fewer = new LinkedHashMap<>(headers);
    fewer.remove(header);
    return new Http(base, fewer, cookies, keepsCookies);
  }

  public Http bearer(String accessToken) {
    return with("Authorization", "Bearer " + accessToken);
  }

  public Http basic(String user, String password) {
    String pair = user + ":" + password;
    return with(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  /** The cookies kept so far, by name. */
  public Map<String, String> cookies() {
    return cookies;
  }

  public Answer get(String path) {
    return send("GET", path, null, null);
  }

  public Answer get(String path, Map<String, String> query) {
    return get(path + "?" + form(query));
  }

  public Answer delete(String path) {
    return send("DELETE", path, null, null);
  }

  public Answer options(String path) {
    return send("OPTIONS", path, null, null);
  }

  /** Posts a value as JSON: a map, a record, a tree. */
  public Answer post(String path, Object json) {
    return send("POST", path, "application/json", JsonMapper.shared().writeValueAsString(json));
  }

  public Answer post(String path) {
    return send("POST", path, null, null);
  }

  public Answer postForm(String path, Map<String, String> fields) {
    return send("POST", path, "application/x-www-form-urlencoded", form(fields));
  }

  /** Sends anything, well-formed or not. */
  public Answer send(
      String method, String path, @Nullable String contentType, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    try {
      Answer answer =
          new Answer(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString()));
      keep(answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void keep(Answer answer) {
    if (!keepsCookies) {
      return;
    }
    for (String line : answer.headers().allValues("Set-Cookie")) {
      String pair = line.split(";", 2)[0];
      int eq = pair.indexOf('=');
      String name = pair.substring(0, eq);
      if (line.contains("Max-Age=0")) {
        cookies.remove(name);
      } else {
        cookies.put(name, pair.substring(eq + 1));
      }
    }
  }

  public static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
