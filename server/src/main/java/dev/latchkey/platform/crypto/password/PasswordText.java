package dev.latchkey.platform.crypto.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.Normalizer;

/**
 * The one place that says which characters a password consists of.
 *
 * <p>It is brought to Unicode Normalization Form C and encoded as UTF-8: NIST SP 800-63B-4, section
 * 3.1.1.2, and the OpaqueString profile of RFC 8265, section 4.2, both say so (NFKC, which the
 * third edition of SP 800-63B asked for, would make different passwords equal). Nothing else is
 * changed: no trimming, no case folding, no mapping of spaces. Code points the runtime does not
 * know yet pass through, or every new emoji would lock somebody out.
 */
final class PasswordText {
  /**
   * UTF-16 units. Far above any policy; it bounds normalising, whose cost is quadratic for a text
   * of combining marks only.
   */
  static final int MAX_LENGTH = 4096;

  private PasswordText() {}

  /** Whether the text can be a password: not too long, and no half of a surrogate pair in it. */
  static boolean isAcceptable(String password) {
    return password.length() <= MAX_LENGTH && UTF_8.newEncoder().canEncode(password);
  }

  static String normalise(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }
}
