package dev.latchkey.platform.crypto.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Passwords of a plain list, kept as the first 64 bits of their SHA-1, sorted: 8 bytes each. Seven
 * million of them find a stranger once in 10^12 look-ups.
 */
final class PlainLines implements Blocklist {
  static final long MAX_BYTES = 64L << 20;

  private final long[] prints;

  private PlainLines(long[] prints) {
    this.prints = prints;
  }

  static PlainLines read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IllegalArgumentException(
          file + " is above 64 MiB: list the SHA-1 of each password instead, sorted");
    }
    // Not Files.lines, which fails at the first byte that is no UTF-8: such lines are common in
    // these lists and simply match nothing.
    try (var lines = new BufferedReader(new InputStreamReader(Files.newInputStream(file), UTF_8))) {
      long[] prints =
          lines
              .lines()
              .filter(line -> !line.isEmpty())
              .mapToLong(line -> print(PasswordText.normalise(line)))
              .sorted()
              .toArray();
      if (prints.length == 0) {
        throw new IllegalArgumentException(file + " is empty");
      }
      return new PlainLines(prints);
    }
  }

  @Override
  public boolean contains(String password) {
    return Arrays.binarySearch(prints, print(password)) >= 0;
  }

  private static long print(String password) {
    return ByteBuffer.wrap(SortedSha1Lines.sha1(password.toLowerCase(Locale.ROOT))).getLong();
  }
}
