package dev.latchkey.platform.http;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One HTTP request. Header names are compared without case. */
public interface Request {

  Method method();

  /** The path as sent, without query: never decoded, so that nothing can hide in an escape. */
  String path();

  /**
   * The route that matched, such as {@code /link/verify-email/{token}}; the label of metrics and
   * traces.
   */
  String route();

  /** The part of the path that stood for {@code {name}} in the route. */
  String pathParameter(String name);

  /** The query string, decoded. */
  Parameters query();

  /** The first header of that name. */
  Optional<String> header(String name);

  /** Every header of that name, in their order. */
  List<String> headers(String name);

  /** The first cookie of that name. */
  Optional<String> cookie(String name);

  /** The media type of the body in lower case and without parameters, or the empty string. */
  String mediaType();

  /**
   * The body, read on the first call.
   *
   * @throws BodyTooLarge when it holds more than {@code limit} bytes
   * @throws BodyBroken when it ends too early or is framed wrongly
   */
  byte[] body(int limit);

  /**
   * The address of the client: the socket's peer or, behind trusted proxies, what the outermost
   * trusted one says.
   */
  String clientAddress();

  /** The {@code Host} header or HTTP/2 authority, in lower case and without port. */
  String host();

  /** Something a filter or face left for others on the way of this request. */
  <T> @Nullable T attribute(Class<T> type);

  <T> void attribute(Class<T> type, T value);

  /** The client has closed the connection before anybody asked who it is. */
  final class ClientGone extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClientGone() {
      super("The client has closed the connection", null, false, false);
    }
  }

  /**
   * The body cannot be read to its end. Says nothing of what was read: a password may stand in it.
   */
  final class BodyBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BodyBroken() {
      super("The body cannot be read to its end", null, false, false);
    }
  }

  /** The body holds more bytes than the handler allows. */
  final class BodyTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BodyTooLarge(int limit) {
      super("More than " + limit + " bytes", null, false, false);
    }
  }
}
