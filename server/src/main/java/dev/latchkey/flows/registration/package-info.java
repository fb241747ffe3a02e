/**
 * Clients that register themselves, and change or remove what they registered (RFC 7591, RFC 7592).
 *
 * <p>Knows nothing of users.
 */
@NullMarked
package dev.latchkey.flows.registration;

import org.jspecify.annotations.NullMarked;
