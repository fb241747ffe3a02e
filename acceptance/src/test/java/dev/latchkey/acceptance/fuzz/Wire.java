package dev.latchkey.acceptance.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A kept connection that speaks HTTP/1.1 byte by byte, since clients of the better sort refuse to
 * send what is tried here. Used by one thread.
 */
final class Wire implements AutoCloseable {

  /** What came back; {@code headers} are whole lines. */
  record Answer(int status, List<String> headers, byte[] body) {

    /** The value of the first header of that name, or the empty string. */
    String header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .findFirst()
          .map(line -> line.substring(prefix.length()).strip())
          .orElse("");
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      String shown = text();
      return status
          + " "
          + headers
          + "\n"
          + (shown.length() > 2_000 ? shown.substring(0, 2_000) + "…" : shown);
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LONGEST_LINE = 64 * 1024;

  private final int port;
  private @Nullable Socket socket;
  private InputStream in = InputStream.nullInputStream();

  Wire(String url) {
    this.port = URI.create(url).getPort();
  }

  /**
   * Sends a whole request and reads the answer.
   *
   * @param head whether it asks for headers alone
   * @throws UncheckedIOException when the server does not answer, in time or as HTTP has it
   */
  Answer send(byte[] request, boolean head) {
    boolean kept = socket != null;
    try {
      return exchange(request, head);
    } catch (IOException e) {
      close();
      if (!kept) {
        throw new UncheckedIOException(e);
      }
    }
    // A server may end a connection that is kept at any time; a new one it has to answer.
    try {
      return exchange(request, head);
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  private Answer exchange(byte[] request, boolean head) throws IOException {
    if (socket == null) {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
    }
    socket.getOutputStream().write(request);
    String first = line();
    if (!first.startsWith("HTTP/1.1 ") || first.length() < 12) {
      throw new IOException("Not HTTP: " + first);
    }
    int status = Integer.parseInt(first.substring(9, 12));
    List<String> headers = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      headers.add(line);
    }
    Answer bare = new Answer(status, headers, new byte[0]);
    boolean empty = head || status == 204 || status == 304;
    byte[] body = empty ? new byte[0] : body(bare);
    if (bare.header("Connection").equalsIgnoreCase("close")) {
      close();
    }
    return new Answer(status, headers, body);
  }

  private byte[] body(Answer bare) throws IOException {
    if (bare.header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = chunk(); size > 0; size = chunk()) {
        body.write(in.readNBytes(size));
        line();
      }
      line();
      return body.toByteArray();
    }
    String length = bare.header("Content-Length");
    if (length.isEmpty()) {
      throw new IOException("An answer of no length: " + bare);
    }
    byte[] body = in.readNBytes(Integer.parseInt(length));
    if (body.length < Integer.parseInt(length)) {
      throw new IOException("The answer broke off: " + bare);
    }
    return body;
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > LONGEST_LINE) {
        throw new IOException("The server hung up after \"" + line + "\"");
      }
      line.append((char) c);
    }
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      socket = null;
    }
  }
}
