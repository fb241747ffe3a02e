package dev.latchkey.platform.webpush;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;

/**
 * Where a user agent is reached, and the keys that only it can read with (Push API section 8).
 *
 * @param endpoint at a push service of the user agent's choosing: not to be believed
 * @param key {@code p256dh}
 * @param auth {@code auth}, 16 bytes
 */
public record Subscription(URI endpoint, ECPublicKey key, byte[] auth) {

  private static final int AUTH = 16;

  /**
   * @param p256dh a point of P-256, 65 bytes in base64url
   * @param auth 16 bytes in base64url
   * @throws IllegalArgumentException when it is not what user agents make
   */
  public static Subscription of(String endpoint, String p256dh, String auth) {
    byte[] secret = decode(auth);
    if (secret.length != AUTH) {
      throw new IllegalArgumentException("auth has 16 bytes");
    }
    return new Subscription(address(endpoint), P256.decode(decode(p256dh)), secret);
  }

  private static URI address(String endpoint) {
    try {
      URI uri = new URI(endpoint);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (!web
          || uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawFragment() != null
          || !endpoint.chars().allMatch(c -> c > ' ' && c <= '~')) {
        throw new IllegalArgumentException("The endpoint is no address of the web");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("The endpoint is no address of the web", e);
    }
  }

  /** Some user agents pad. */
  private static byte[] decode(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  /** The {@code aud} of the server's identification (RFC 8292 section 2). */
  String origin() {
    String origin = endpoint.getScheme() + "://" + endpoint.getHost();
    return endpoint.getPort() < 0 ? origin : origin + ":" + endpoint.getPort();
  }

  /** Whoever knows the endpoint can push to it. */
  @Override
  public String toString() {
    return "Subscription[" + origin() + "]";
  }
}
