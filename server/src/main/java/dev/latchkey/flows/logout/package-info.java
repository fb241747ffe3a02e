/**
 * Leaving.
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.logout;

import org.jspecify.annotations.NullMarked;
