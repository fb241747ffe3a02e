package dev.latchkey.platform.crypto;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.UUID;

/** The one source of randomness. Thread-safe. */
public final class Secrets {

  /**
   * Lower-case letters and digits that nobody mistakes for one another: 31 signs, nearly 5 bits
   * each.
   */
  private static final String UNAMBIGUOUS = "23456789abcdefghjkmnpqrstuvwxyz";

  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final SecureRandom random;
  private final InstantSource clock;

  public Secrets(SecureRandom random, InstantSource clock) {
    this.random = random;
    this.clock = clock;
  }

  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** 256 random bits, base64url: 43 characters. */
  public String token() {
    return URL.encodeToString(bytes(32));
  }

  /** A number from 0 up to but not {@code bound}, each equally likely. */
  public long below(long bound) {
    return random.nextLong(bound);
  }

  /** A positive number of 63 random bits, for what is called by a number outside. */
  public long number() {
    return 1 + random.nextLong(Long.MAX_VALUE);
  }

  /** Decimal digits, each equally likely. */
  public String digits(int count) {
    StringBuilder digits = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  /**
   * Letters and digits a person can copy, each equally likely; {@code count} of 20 gives 99 bits.
   */
  public String readable(int count) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append(UNAMBIGUOUS.charAt(random.nextInt(UNAMBIGUOUS.length())));
    }
    return text.toString();
  }

  /** A UUID version 7 (RFC 9562 section 5.7): milliseconds, then 74 random bits. */
  public UUID uuid() {
    long millis = clock.millis();
    byte[] bytes = bytes(10);
    long a = ((bytes[0] & 0xfL) << 8) | (bytes[1] & 0xffL);
    long b = 0;
    for (int i = 2; i < 10; i++) {
      b = (b << 8) | (bytes[i] & 0xffL);
    }
    return new UUID((millis << 16) | 0x7000L | a, (b & 0x3fffffffffffffffL) | 0x8000000000000000L);
  }
}
