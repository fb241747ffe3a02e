/**
 * The second factor of a login, and one shown in a session that is there (contract sections 10.7,
 * 6.1, 6.3).
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.stepup;

import org.jspecify.annotations.NullMarked;
