package dev.latchkey.domain.token;

import org.jspecify.annotations.Nullable;

/**
 * What the token endpoint says (RFC 6749 section 5.1, contract section 2.1).
 *
 * @param expiresIn seconds
 * @param providerName of the provider that the user logged in by, for who asked for its token
 * @param providerAccessToken of that provider
 */
public record TokenAnswer(
    String accessToken,
    String tokenType,
    long expiresIn,
    @Nullable String idToken,
    @Nullable String refreshToken,
    String scope,
    @Nullable String providerName,
    @Nullable String providerAccessToken) {

  TokenAnswer(
      String accessToken,
      String tokenType,
      long expiresIn,
      @Nullable String idToken,
      @Nullable String refreshToken,
      String scope) {
    this(accessToken, tokenType, expiresIn, idToken, refreshToken, scope, null, null);
  }

  /** The same with a provider's token beside it. */
  public TokenAnswer with(ProviderToken token) {
    return new TokenAnswer(
        accessToken,
        tokenType,
        expiresIn,
        idToken,
        refreshToken,
        scope,
        token.provider(),
        token.accessToken());
  }

  @Override
  public String toString() {
    return "TokenAnswer[" + scope + "]";
  }
}
