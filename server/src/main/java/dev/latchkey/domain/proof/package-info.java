/**
 * Proofs: that this request showed this thing about this profile at this time. Only the verifiers
 * of this package can make one, and each looks at the evidence itself.
 *
 * <p>Reads credentials, codes and sessions; never writes them, except to count a failure or to use
 * up what is good once. What a proof is worth is decided by {@code policy}.
 */
@NullMarked
package dev.latchkey.domain.proof;

import org.jspecify.annotations.NullMarked;
