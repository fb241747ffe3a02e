/**
 * Proofs: that this request showed this thing about this profile at this time. Only the verifiers
 * of this package can make one, and each looks at the evidence itself.
 *
 * <p>Reads credentials, codes and sessions; never writes them, except to count a failure or to use
 * up what is good once. What a proof is worth is decided by {@code policy}.
 *
 * <p>Of what is asked of a user in a session, {@link dev.latchkey.domain.proof.Challenges} is what
 * there is and how it ends, whatever answers it; {@link dev.latchkey.domain.proof.CodeChallenges}
 * begins and judges those of codes, {@link dev.latchkey.domain.proof.PushChallenges} asks devices;
 * {@code ChallengeRows} is their table.
 */
@NullMarked
package dev.latchkey.domain.proof;

import org.jspecify.annotations.NullMarked;
