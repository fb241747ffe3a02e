package dev.latchkey.sdk.platform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a login under way must remember until its code comes back (RFC 7636). */
public final class Pkce {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String verifier;
  private final String redirectUri;
  private final @Nullable String nonce;

  /**
   * As a {@link PkceStore} kept it.
   *
   * @param verifier the secret that the code can be redeemed with
   * @param redirectUri where the code is sent to
   * @param nonce what the ID token must have, if anything
   */
  public Pkce(String verifier, String redirectUri, @Nullable String nonce) {
    this.verifier = Objects.requireNonNull(verifier, "verifier");
    this.redirectUri = Objects.requireNonNull(redirectUri, "redirectUri");
    this.nonce = nonce;
  }

  /**
   * {@return a new one, of 256 random bits}
   *
   * @param redirectUri where the code is sent to
   * @param nonce what the ID token must have, if anything
   */
  public static Pkce create(String redirectUri, @Nullable String nonce) {
    return new Pkce(randomText(), redirectUri, nonce);
  }

  /** {@return 256 random bits in base64url, which nobody can guess} */
  public static String randomText() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return encode(bytes);
  }

  /**
   * {@return the SHA-256 hash of a text in base64url}
   *
   * @param text hashed as UTF-8
   */
  public static String hash(String text) {
    try {
      return encode(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** {@return the secret that the code can be redeemed with} */
  public String getVerifier() {
    return verifier;
  }

  /** {@return its S256 challenge} */
  public String getChallenge() {
    return hash(verifier);
  }

  /** {@return where the code is sent to} */
  public String getRedirectUri() {
    return redirectUri;
  }

  /** {@return what the ID token must have, or null} */
  public @Nullable String getNonce() {
    return nonce;
  }

  @Override
  public String toString() {
    return "Pkce{redirectUri=" + redirectUri + "}";
  }
}
