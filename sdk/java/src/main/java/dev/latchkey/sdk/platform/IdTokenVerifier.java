package dev.latchkey.sdk.platform;

import org.jspecify.annotations.Nullable;

/**
 * Checks ID tokens beyond what the SDK does. The SDK has them from the token endpoint itself over
 * TLS, which is proof of where they come from (OpenID Connect Core, section 3.1.3.7), and checks
 * the nonce; a verifier may check signature, issuer, audience and expiry as well. Thread-safe.
 */
@FunctionalInterface
public interface IdTokenVerifier {

  /**
   * Checks.
   *
   * @param idToken the JWT
   * @param nonce what it must have, if anything
   * @throws IllegalArgumentException when it is not right; the login fails
   */
  void verify(String idToken, @Nullable String nonce);
}
