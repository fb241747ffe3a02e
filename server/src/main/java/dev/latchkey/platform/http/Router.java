package dev.latchkey.platform.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Paths to handlers. A path matches byte for byte or not at all: no decoding, no case folding, no
 * trailing slash, no dot segments; so what the router sees is what a proxy's rule in front of it
 * saw.
 */
public final class Router {

  /** What a request met: a handler and the values of the route's {@code {names}}. */
  record Match(Route route, Map<String, String> parameters) {}

  /** A path pattern with its handler for each method. */
  static final class Route {

    final String pattern;
    private final List<String> segments;
    private final Map<Method, Handler> handlers = new EnumMap<>(Method.class);

    Route(String pattern) {
      this.pattern = pattern;
      this.segments = List.of(pattern.split("/", -1));
    }

    @Nullable Handler handler(Method method) {
      Handler handler = handlers.get(method);
      return handler == null && method == Method.HEAD ? handlers.get(Method.GET) : handler;
    }

    Set<Method> methods() {
      return handlers.isEmpty() ? EnumSet.noneOf(Method.class) : EnumSet.copyOf(handlers.keySet());
    }

    boolean isTemplate() {
      return pattern.indexOf('{') >= 0;
    }

    @Nullable Map<String, String> match(String[] path) {
      if (path.length != segments.size()) {
        return null;
      }
      Map<String, String> parameters = new HashMap<>();
      for (int i = 0; i < path.length; i++) {
        String segment = segments.get(i);
        if (segment.startsWith("{")) {
          // A proxy in front may have taken a dot segment for another path than this one.
          if (path[i].isEmpty() || path[i].equals(".") || path[i].equals("..")) {
            return null;
          }
          parameters.put(segment.substring(1, segment.length() - 1), path[i]);
        } else if (!segment.equals(path[i])) {
          return null;
        }
      }
      return parameters;
    }
  }

  /** A route as others may list it. */
  public record Entry(Method method, String pattern) {}

  private final Map<String, Route> exact = new HashMap<>();
  private final List<Route> templates = new ArrayList<>();

  public Router get(String pattern, Handler handler) {
    return on(Method.GET, pattern, handler);
  }

  public Router post(String pattern, Handler handler) {
    return on(Method.POST, pattern, handler);
  }

  public Router delete(String pattern, Handler handler) {
    return on(Method.DELETE, pattern, handler);
  }

  public Router options(String pattern, Handler handler) {
    return on(Method.OPTIONS, pattern, handler);
  }

  /**
   * Adds a handler.
   *
   * @param pattern such as {@code /identity/v1/signup} or {@code /link/verify-email/{token}}
   * @throws IllegalStateException when that method and pattern have one already
   */
  public Router on(Method method, String pattern, Handler handler) {
    Route route = route(pattern);
    if (route.handlers.putIfAbsent(method, handler) != null) {
      throw new IllegalStateException("Two handlers for " + method + " " + pattern);
    }
    return this;
  }

  private Route route(String pattern) {
    Route known = exact.get(pattern);
    if (known == null) {
      known = templates.stream().filter(r -> r.pattern.equals(pattern)).findFirst().orElse(null);
    }
    if (known != null) {
      return known;
    }
    Route fresh = new Route(pattern);
    if (fresh.isTemplate()) {
      templates.add(fresh);
    } else {
      exact.put(pattern, fresh);
    }
    return fresh;
  }

  @Nullable Match match(String path) {
    Route route = exact.get(path);
    if (route != null) {
      return new Match(route, Map.of());
    }
    String[] segments = path.split("/", -1);
    for (Route template : templates) {
      Map<String, String> parameters = template.match(segments);
      if (parameters != null) {
        return new Match(template, parameters);
      }
    }
    return null;
  }

  /** Every method and pattern that has a handler. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (Route route : exact.values()) {
      route.methods().forEach(method -> entries.add(new Entry(method, route.pattern)));
    }
    for (Route route : templates) {
      route.methods().forEach(method -> entries.add(new Entry(method, route.pattern)));
    }
    return entries;
  }
}
