package dev.latchkey.domain.tenant;

import java.util.List;

/**
 * Which clients may register themselves, as in the configuration file.
 *
 * @param open whether anybody may (RFC 7591 section 3); otherwise who shows a token
 * @param initialAccessTokens as secrets of clients are written
 * @param scopes the most that such a client may have
 * @param most how many there may be at a time
 * @param pkce whether those that can keep a secret need a challenge, too
 * @param logos whether the pages show the image that such a client names
 * @param clientIdDocuments whether an address of a metadata document is a client id
 * @param allowPrivate addresses and networks that such clients may name although they are not on
 *     the public internet, also without TLS: for development
 */
public record RegistrationPolicy(
    boolean open,
    List<String> initialAccessTokens,
    List<String> scopes,
    int most,
    boolean pkce,
    boolean logos,
    boolean clientIdDocuments,
    List<String> allowPrivate) {

  /** Whether the registration endpoint is there. */
  public boolean hasEndpoint() {
    return open || !initialAccessTokens.isEmpty();
  }
}
