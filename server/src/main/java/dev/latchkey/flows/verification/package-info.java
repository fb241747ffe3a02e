/**
 * Showing that an address or number is the user's own.
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.verification;

import org.jspecify.annotations.NullMarked;
