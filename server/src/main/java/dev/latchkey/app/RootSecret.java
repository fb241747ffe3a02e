package dev.latchkey.app;

import dev.latchkey.platform.crypto.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.IntStream;

/** The bytes behind the root key. All nodes of an installation have the same. */
public final class RootSecret {
  static final int LEAST_BYTES = 32;

  /** Of 32 random bytes fewer different ones come up less than once in 10^12 times. */
  private static final int LEAST_DIFFERENT = 20;

  private final byte[] bytes;

  private RootSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads hexadecimal, or base64 in either alphabet, with or without its padding.
   *
   * @throws IllegalArgumentException if it is neither, or fewer than 32 bytes
   */
  static RootSecret parse(String text) {
    byte[] bytes = decode(text.strip());
    if (bytes.length < LEAST_BYTES) {
      throw new IllegalArgumentException("has fewer than " + LEAST_BYTES + " bytes");
    }
    return new RootSecret(bytes);
  }

  /**
   * The one in {@code root.key} of that folder, made there on first use.
   *
   * @throws IllegalArgumentException if the file holds anything else
   * @throws UncheckedIOException if it cannot be read or written
   */
  static RootSecret keptIn(Path folder) {
    Path file = folder.resolve("root.key");
    try {
      if (Files.exists(file)) {
        return parse(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The root key in " + file + " " + e.getMessage(), e);
    }
    byte[] bytes = new byte[LEAST_BYTES];
    new SecureRandom().nextBytes(bytes);
    SecretFile.write(file, Base64.getEncoder().encodeToString(bytes) + "\n");
    return new RootSecret(bytes);
  }

  private static byte[] decode(String text) {
    if (text.matches("(\\p{XDigit}{2}){" + LEAST_BYTES + ",}")) {
      return HexFormat.of().parseHex(text);
    }
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is neither base64 nor hexadecimal", e);
    }
  }

  /** A copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * Whether a person wrote it rather than chance: encoded text, one byte over and over, or a count
   * such as examples in documents have.
   */
  boolean looksMadeUp() {
    boolean text = stream().allMatch(b -> b >= ' ' && b <= '~');
    boolean fewDifferent = stream().distinct().count() < LEAST_DIFFERENT;
    byte step = (byte) (bytes[1] - bytes[0]);
    boolean counted =
        IntStream.range(1, bytes.length).allMatch(i -> (byte) (bytes[i] - bytes[i - 1]) == step);
    return text || fewDifferent || counted;
  }

  private IntStream stream() {
    return IntStream.range(0, bytes.length).map(i -> bytes[i]);
  }

  @Override
  public String toString() {
    return "RootSecret";
  }
}
