/**
 * Proofs of possession (DPoP, RFC 9449): that who asks holds a key, shown by a token that the key
 * signs for one request; and the nonces that such a token must hold.
 *
 * <p>Knows keys and requests, not what is bound to the key: access tokens, codes and grants say
 * that themselves. {@link dev.latchkey.domain.dpop.ProofRules} is the page to read.
 */
@NullMarked
package dev.latchkey.domain.dpop;

import org.jspecify.annotations.NullMarked;
