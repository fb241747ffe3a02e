package dev.latchkey.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A server that listens on the loopback address, and the bytes of HTTP/1.1 requests to it. */
record Target(int port) {
  static final String NO_HEADERS = "";

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Whether it says now that it may be sent requests. */
  boolean isReady() {
    try (Socket socket = new Socket(address().getAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(get("/health/ready", "Connection: close\r\n"));
      byte[] answer = socket.getInputStream().readNBytes(12);
      return answer.length == 12 && answer[9] == '2' && answer[10] == '0' && answer[11] == '0';
    } catch (IOException _) {
      return false; // not listening yet
    }
  }

  byte[] get(String path, String headers) {
    return ("GET " + path + head(headers) + "\r\n").getBytes(ISO_8859_1);
  }

  byte[] json(String path, String body) {
    return json(path, NO_HEADERS, body);
  }

  byte[] json(String path, String headers, String body) {
    return post(path, "application/json", headers, body);
  }

  byte[] form(String path, String headers, String... namesAndValues) {
    return post(path, "application/x-www-form-urlencoded", headers, query(namesAndValues));
  }

  static String query(String... namesAndValues) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      query
          .append(i == 0 ? "" : "&")
          .append(namesAndValues[i])
          .append('=')
          .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
    }
    return query.toString();
  }

  static String bearer(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  static String cookie(String name, String value) {
    return "Cookie: " + name + "=" + value + "\r\n";
  }

  static String basic(String id, String secret) {
    byte[] pair = (id + ":" + secret).getBytes(ISO_8859_1);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair) + "\r\n";
  }

  private byte[] post(String path, String type, String headers, String body) {
    return ("POST "
            + path
            + head(headers)
            + "Content-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length() // all of it is ASCII
            + "\r\n\r\n"
            + body)
        .getBytes(ISO_8859_1);
  }

  private String head(String headers) {
    return " HTTP/1.1\r\nHost: localhost:"
        + port
        + "\r\nUser-Agent: latchkey-bench\r\nAccept: application/json\r\n"
        + headers;
  }
}
