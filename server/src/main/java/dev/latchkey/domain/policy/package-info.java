/**
 * What proofs are worth: who is let in, and who may change what. The only room that turns proofs
 * into an {@link dev.latchkey.domain.policy.Authenticated} or a permit.
 *
 * <p>Decides; never reads the database, never writes.
 */
@NullMarked
package dev.latchkey.domain.policy;

import org.jspecify.annotations.NullMarked;
