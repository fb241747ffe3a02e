package dev.latchkey.platform.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP response. Immutable: {@code with…} returns a new one, so a constant response can be
 * shared.
 */
public final class Response {

  /** Writes a body piece by piece for as long as the client listens. */
  @FunctionalInterface
  public interface Stream {

    void writeTo(OutputStream out) throws IOException;
  }

  /** A header line. */
  public record Header(String name, String value) {

    public Header {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c < ' ' && c != '\t' || c == 0x7f) {
          throw new IllegalArgumentException("Control character in header " + name);
        }
      }
    }
  }

  private static final byte[] EMPTY = {};
  private static final Response NO_CONTENT = new Response(204, List.of(), EMPTY, null);

  private final int status;
  private final List<Header> headers;
  private final byte[] body;
  private final @Nullable Stream stream;

  private Response(int status, List<Header> headers, byte[] body, @Nullable Stream stream) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.stream = stream;
  }

  /** 204 without a body. */
  public static Response noContent() {
    return NO_CONTENT;
  }

  /** A status without a body. */
  public static Response empty(int status) {
    return new Response(status, List.of(), EMPTY, null);
  }

  public static Response of(int status, String contentType, byte[] body) {
    return new Response(status, List.of(new Header("Content-Type", contentType)), body, null);
  }

  /** JSON that is already written. */
  public static Response json(int status, byte[] body) {
    return of(status, "application/json;charset=UTF-8", body);
  }

  public static Response html(int status, String body) {
    return of(status, "text/html;charset=UTF-8", body.getBytes(StandardCharsets.UTF_8));
  }

  public static Response text(int status, String body) {
    return of(status, "text/plain;charset=UTF-8", body.getBytes(StandardCharsets.UTF_8));
  }

  /** A redirect by GET: 302, or 303 after a form was posted (RFC 9700 section 4.12). */
  public static Response redirect(int status, String location) {
    return new Response(status, List.of(new Header("Location", location)), EMPTY, null);
  }

  public static Response stream(String contentType, Stream stream) {
    return new Response(200, List.of(new Header("Content-Type", contentType)), EMPTY, stream);
  }

  /** This response with one more header line; an earlier line of the same name stays. */
  public Response with(String name, String value) {
    List<Header> more = new ArrayList<>(headers.size() + 1);
    more.addAll(headers);
    more.add(new Header(name, value));
    return new Response(status, more, body, stream);
  }

  /** This response with the line, unless it already has one of that name. */
  public Response withDefault(String name, String value) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return this;
      }
    }
    return with(name, value);
  }

  public Response with(Cookie cookie) {
    return with("Set-Cookie", cookie.headerValue());
  }

  public int status() {
    return status;
  }

  public List<Header> headers() {
    return headers;
  }

  /** A copy of the body; empty when it is streamed. */
  public byte[] bytes() {
    return body.clone();
  }

  byte[] body() {
    return body;
  }

  @Nullable Stream stream() {
    return stream;
  }
}
