package dev.latchkey.acceptance.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request as it goes over the wire, framed rightly whatever is in it.
 *
 * @param route the pattern it is meant for
 * @param target one character a byte
 * @param headers whole lines, one character a byte
 */
record Request(String route, String method, String target, List<String> headers, byte[] body) {

  byte[] bytes() {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    byte[] top = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[top.length + body.length];
    System.arraycopy(top, 0, all, 0, top.length);
    System.arraycopy(body, 0, all, top.length, body.length);
    return all;
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  /** In a form that can be read, and be put into a test of its own. */
  @Override
  public String toString() {
    StringBuilder shown = new StringBuilder();
    for (byte b : bytes()) {
      int c = b & 0xff;
      boolean plain = c == '\n' || c >= ' ' && c < 0x7f;
      shown.append(plain ? String.valueOf((char) c) : c == '\r' ? "" : "\\x%02x".formatted(c));
    }
    return shown.length() > 6_000
        ? shown.substring(0, 6_000) + "… (" + body.length + " bytes)"
        : shown.toString();
  }
}
