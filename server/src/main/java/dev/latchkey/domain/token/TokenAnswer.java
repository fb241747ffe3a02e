package dev.latchkey.domain.token;

import org.jspecify.annotations.Nullable;

/**
 * What the token endpoint says (RFC 6749 section 5.1, contract section 2.1).
 *
 * @param expiresIn seconds
 */
public record TokenAnswer(
    String accessToken,
    String tokenType,
    long expiresIn,
    @Nullable String idToken,
    @Nullable String refreshToken,
    String scope) {

  @Override
  public String toString() {
    return "TokenAnswer[" + scope + "]";
  }
}
