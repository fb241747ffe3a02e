package dev.latchkey.platform.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link Request} over the library's request. Used by one thread. */
final class HelidonRequest implements Request {

  private static final HeaderName FORWARDED_FOR = HeaderNames.create("X-Forwarded-For");

  private final ServerRequest request;
  private final Method method;
  private final String path;
  private final String route;
  private final Map<String, String> pathParameters;
  private final TrustedProxies proxies;
  private final Map<Class<?>, Object> attributes = new HashMap<>(4);
  private @Nullable Parameters query;
  private byte @Nullable [] body;
  private @Nullable String clientAddress;

  HelidonRequest(
      ServerRequest request,
      Method method,
      String path,
      String route,
      Map<String, String> pathParameters,
      TrustedProxies proxies) {
    this.request = request;
    this.method = method;
    this.path = path;
    this.route = route;
    this.pathParameters = pathParameters;
    this.proxies = proxies;
  }

  @Override
  public Method method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String route() {
    return route;
  }

  @Override
  public String pathParameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException(route + " has no {" + name + "}");
    }
    return value;
  }

  @Override
  public Parameters query() {
    Parameters parsed = query;
    if (parsed == null) {
      parsed = Parameters.parse(request.prologue().query().rawValue());
      query = parsed;
    }
    return parsed;
  }

  @Override
  public Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  @Override
  public List<String> headers(String name) {
    return request.headers().values(HeaderNames.create(name));
  }

  @Override
  public Optional<String> cookie(String name) {
    for (String line : request.headers().values(HeaderNames.COOKIE)) {
      for (String pair : line.split(";", -1)) {
        int eq = pair.indexOf('=');
        if (eq > 0 && pair.substring(0, eq).strip().equals(name)) {
          return Optional.of(pair.substring(eq + 1).strip());
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public String mediaType() {
    return header("Content-Type")
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .orElse("");
  }

  @Override
  public byte[] body(int limit) {
    byte[] read = body;
    if (read == null) {
      read = readBody(limit);
      body = read;
    }
    return read;
  }

  private byte[] readBody(int limit) {
    if (request.headers().contentLength().orElse(0) > limit) {
      throw new BodyTooLarge(limit);
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    byte[] bytes;
    // Not closed: that would read on to an end that may never come.
    InputStream in = request.content().inputStream();
    try {
      bytes = in.readNBytes(limit + 1);
    } catch (RequestException e) {
      throw e.eventType() == DirectHandler.EventType.PAYLOAD_TOO_LARGE
          ? new BodyTooLarge(limit)
          : new BodyBroken();
    } catch (IOException | RuntimeException e) {
      // Whatever the library trips over in the framing, the sender made it.
      throw new BodyBroken();
    }
    if (bytes.length > limit) {
      throw new BodyTooLarge(limit);
    }
    return bytes;
  }

  @Override
  public String clientAddress() {
    String address = clientAddress;
    if (address == null) {
      address =
          proxies.clientAddress(
              peer(),
              request.headers().contains(FORWARDED_FOR)
                  ? String.join(",", request.headers().values(FORWARDED_FOR))
                  : null);
      clientAddress = address;
    }
    return address;
  }

  private String peer() {
    try {
      return request.remotePeer().host();
    } catch (NullPointerException e) {
      // The library asks the socket, which does not know any more once the client has closed it.
      throw new ClientGone();
    }
  }

  @Override
  public String host() {
    String authority = request.authority();
    int colon = authority.lastIndexOf(':');
    boolean port = colon > 0 && authority.indexOf(']', colon) < 0;
    return (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
  }

  @Override
  public <T> @Nullable T attribute(Class<T> type) {
    return type.cast(attributes.get(type));
  }

  @Override
  public <T> void attribute(Class<T> type, T value) {
    attributes.put(type, value);
  }
}
