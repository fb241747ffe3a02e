package dev.latchkey.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer in the buffer of its connection, valid until the next one. Reads no more than a
 * load needs: status, length, one header, one text of a JSON body.
 */
final class Answer {
  private static final byte[] LENGTH = "content-length:".getBytes(ISO_8859_1);

  private final byte[] buffer;
  private int status;
  private int headEnd;
  private int end;

  /**
   * @param buffer starts with an answer
   */
  Answer(byte[] buffer) {
    this.buffer = buffer;
  }

  /**
   * Looks whether the answer is there as a whole.
   *
   * @param filled bytes in the buffer
   * @throws IllegalStateException when its length is not told in advance
   */
  boolean isComplete(int filled) {
    headEnd = headEnd(filled);
    if (headEnd < 0) {
      return false;
    }
    status = (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + buffer[11] - '0';
    end = headEnd + contentLength();
    return filled >= end;
  }

  private int headEnd(int filled) {
    for (int i = 0; i + 3 < filled; i++) {
      if (buffer[i] == '\r' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  private int contentLength() {
    for (int i = 0; i < headEnd - LENGTH.length; i++) {
      if (buffer[i] == '\n' && isLength(i + 1)) {
        int length = 0;
        for (int j = i + 1 + LENGTH.length; buffer[j] != '\r'; j++) {
          length = buffer[j] == ' ' ? length : 10 * length + buffer[j] - '0';
        }
        return length;
      }
    }
    if (status == 204) {
      return 0;
    }
    throw new IllegalStateException("An answer without Content-Length:\n" + head());
  }

  private boolean isLength(int at) {
    for (int i = 0; i < LENGTH.length; i++) {
      // Lower case for letters; leaves the hyphen and the colon alone
      if ((buffer[at + i] | 0x20) != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  /** 0 when the connection ended instead. */
  int status() {
    return status;
  }

  void connectionEnded() {
    status = 0;
    headEnd = 0;
    end = 0;
  }

  /** Bytes of the buffer that are this answer's. */
  int end() {
    return end;
  }

  String body() {
    return new String(buffer, headEnd, end - headEnd, ISO_8859_1);
  }

  private String head() {
    return new String(buffer, 0, headEnd, ISO_8859_1);
  }

  /** The value of a header; null when there is none. */
  @Nullable String header(String name) {
    String head = head();
    int at = head.toLowerCase(Locale.ROOT).indexOf("\n" + name.toLowerCase(Locale.ROOT) + ":");
    if (at < 0) {
      return null;
    }
    return head.substring(at + name.length() + 2, head.indexOf('\r', at)).strip();
  }

  /** The value that the browser is to keep under that name; null when there is none. */
  @Nullable String cookie(String name) {
    String head = head();
    String line = "\nset-cookie: " + name.toLowerCase(Locale.ROOT) + "=";
    int at = head.toLowerCase(Locale.ROOT).indexOf(line);
    return at < 0 ? null : head.substring(at + line.length()).split("[;\r]", 2)[0];
  }

  /** Whether it is a 200 with these bytes somewhere in its body. */
  boolean isOkWith(byte[] part) {
    if (status != 200) {
      return false;
    }
    for (int i = headEnd; i <= end - part.length; i++) {
      if (Arrays.equals(buffer, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The value of a text of that name in a JSON body, without escapes, as tokens are; null when the
   * answer is no 200 or has none.
   */
  @Nullable String text(String name) {
    String body = body();
    String key = "\"" + name + "\":\"";
    int at = body.indexOf(key);
    if (status != 200 || at < 0) {
      return null;
    }
    return body.substring(at + key.length(), body.indexOf('"', at + key.length()));
  }

  @Override
  public String toString() {
    return status == 0 ? "The connection ended" : status + " " + body();
  }
}
