package dev.latchkey.domain.dpop;

import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.domain.key.ForeignJwt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A proof as it was read, and what it is held to.
 *
 * @param key that its header brings
 * @param token what it must be a proof for; null at the endpoints that give tokens
 * @param nonce the one of its claims; the empty text: it has none
 */
record Presented(
    ShownProof shown,
    ForeignJwt jwt,
    JWK key,
    String thumbprint,
    @Nullable BoundToken token,
    String nonce,
    Instant now) {

  /**
   * @param thumbprint of the key that the token says it is bound to
   */
  record BoundToken(String value, String thumbprint) {}
}
