/**
 * Logging in: from what the user shows to a ticket that opens a session.
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.login;

import org.jspecify.annotations.NullMarked;
