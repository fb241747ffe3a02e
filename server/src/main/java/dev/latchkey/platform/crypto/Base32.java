package dev.latchkey.platform.crypto;

/** Base32 without padding (RFC 4648 section 6): how authenticator apps take a secret. */
public final class Base32 {

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Base32() {}

  public static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = (buffer << 8 | b & 0xff) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET.charAt(buffer >> bits & 31));
      }
    }
    return bits == 0
        ? text.toString()
        : text.append(ALPHABET.charAt(buffer << 5 - bits & 31)).toString();
  }
}
