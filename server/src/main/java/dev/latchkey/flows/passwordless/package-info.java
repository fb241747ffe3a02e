/**
 * Logins with a code or link that was sent to an address or number (contract section 6), sign-ups
 * included.
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.passwordless;

import org.jspecify.annotations.NullMarked;
