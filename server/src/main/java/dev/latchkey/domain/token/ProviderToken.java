package dev.latchkey.domain.token;

/**
 * The access token that a provider gave for a user, for a client that calls the provider itself
 * (contract section 4.2).
 *
 * @param provider its key
 */
public record ProviderToken(String provider, String accessToken) {

  @Override
  public String toString() {
    return "ProviderToken[" + provider + "]";
  }
}
