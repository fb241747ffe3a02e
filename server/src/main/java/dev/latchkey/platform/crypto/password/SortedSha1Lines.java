package dev.latchkey.platform.crypto.password;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Sorted lines that begin with 40 hexadecimal digits, mapped into memory and searched by halving.
 */
final class SortedSha1Lines implements Blocklist, AutoCloseable {
  private static final int DIGITS = 40;

  /**
   * Places at which a file is looked at when it is opened: reading all of it would take minutes.
   */
  private static final int PROBES = 256;

  private final Arena arena;
  private final MemorySegment lines;
  private final long size;

  private SortedSha1Lines(Arena arena, MemorySegment lines) {
    this.arena = arena;
    this.lines = lines;
    long end = lines.byteSize();
    while (end > 0 && Character.isWhitespace(lines.get(JAVA_BYTE, end - 1))) {
      end--;
    }
    this.size = end;
  }

  static SortedSha1Lines open(Path file) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file)) {
      var list =
          new SortedSha1Lines(arena, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
      list.checkOrder(file);
      return list;
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  @Override
  public boolean contains(String password) {
    byte[] wanted = HexFormat.of().withUpperCase().formatHex(sha1(password)).getBytes(US_ASCII);
    // Both ends are always where a line starts, or the end of the file.
    long low = 0;
    long high = size;
    while (low < high) {
      long line = lineAround(low + (high - low) / 2);
      int order = compare(line, wanted);
      if (order == 0) {
        return true;
      }
      if (order < 0) {
        low = lineAfter(line);
      } else {
        high = line;
      }
    }
    return false;
  }

  @Override
  public void close() {
    arena.close();
  }

  static byte[] sha1(String text) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-1 is missing from this Java runtime", e);
    }
  }

  /**
   * Finds the common mistake: corpora are published both by hash and by how often each was seen.
   */
  private void checkOrder(Path file) {
    byte[] last = new byte[DIGITS];
    for (int i = 0; i < PROBES; i++) {
      long line = lineAround((long) ((double) size * i / PROBES));
      byte[] digits = new byte[DIGITS];
      for (int digit = 0; digit < DIGITS; digit++) {
        digits[digit] = at(line + digit);
        if (Character.digit(digits[digit], 16) < 0) {
          throw new IllegalArgumentException(
              "%s: no SHA-1 in hexadecimal at byte %d".formatted(file, line));
        }
      }
      if (compare(line, last) < 0) {
        throw new IllegalArgumentException(
            "%s: not sorted by hash at byte %d".formatted(file, line));
      }
      last = digits;
    }
  }

  private long lineAround(long position) {
    long start = position;
    while (start > 0 && at(start - 1) != '\n') {
      start--;
    }
    return start;
  }

  private long lineAfter(long line) {
    long next = line + DIGITS;
    while (next < size && at(next) != '\n') {
      next++;
    }
    return Math.min(next + 1, size);
  }

  private int compare(long line, byte[] digits) {
    for (int i = 0; i < DIGITS; i++) {
      int order = Byte.compare(at(line + i), digits[i]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** A byte in upper case; NUL after the end. */
  private byte at(long position) {
    if (position >= size) {
      return 0;
    }
    byte b = lines.get(JAVA_BYTE, position);
    return b >= 'a' && b <= 'f' ? (byte) (b - 'a' + 'A') : b;
  }
}
