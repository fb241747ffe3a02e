/**
 * Logging in with an identity at another provider, whatever way its answer takes, and linking and
 * unlinking such identities (contract sections 4.1.5, 4.1.6, 4.9 and 8.9).
 *
 * <p>Whose answer it is and whose identity, the domain tells; here is what follows from it.
 */
@NullMarked
package dev.latchkey.flows.federation;

import org.jspecify.annotations.NullMarked;
