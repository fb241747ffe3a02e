package dev.latchkey.acceptance.attacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Speaks HTTP/1.1 byte by byte: sends what no well-behaved client does. */
final class RawHttp {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private RawHttp() {}

  /**
   * Sends the text as it is and reads until the server closes.
   *
   * @param request one character a byte
   * @return what came, one character a byte; empty when the server just hung up
   */
  static String exchange(String url, String request) {
    URI address = URI.create(url);
    try (Socket socket = new Socket("127.0.0.1", address.getPort())) {
      socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      // The server answers what it has and hangs up, whatever it thinks of keeping connections.
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException hungUp) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of the text in UTF-8, one character a byte. */
  static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** The status code of an answer; 0 when there is none. */
  static int status(String answer) {
    return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
  }
}
