package dev.latchkey.domain.client;

import dev.latchkey.platform.crypto.Digest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets as they are kept: in the clear, or as {@code sha256:} and the hash in hexadecimal digits,
 * which is enough to know one again but not to sign with it. Only for long random ones: a hash of a
 * word would be guessed.
 */
public final class ClientSecrets {

  private static final String HASH = "sha256:";
  private static final Pattern HASHED = Pattern.compile("sha256:[0-9a-f]{64}");

  private ClientSecrets() {}

  /** The form that is kept of a secret which need not be read again. */
  static String hash(String secret) {
    return HASH + HexFormat.of().formatHex(Digest.sha256(secret));
  }

  /** Whether a secret is kept as its hash. */
  public static boolean isHashed(String kept) {
    return HASHED.matcher(kept).matches();
  }

  /** Whether that is one of the secrets; the time tells nothing of which. */
  public static boolean isAmong(List<String> kept, @Nullable String shown) {
    if (shown == null) {
      return false;
    }
    String hashed = hash(shown);
    boolean found = false;
    for (String secret : kept) {
      found |= Digest.same(secret, isHashed(secret) ? hashed : shown);
    }
    return found;
  }
}
