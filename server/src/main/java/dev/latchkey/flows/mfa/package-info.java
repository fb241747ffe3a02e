/**
 * The second factors of a profile, and the browsers that need none: to have them and to be rid of
 * them (contract section 10).
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.mfa;

import org.jspecify.annotations.NullMarked;
