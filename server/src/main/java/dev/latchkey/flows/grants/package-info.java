/**
 * Giving tokens to clients: the authorize step and one class for each OAuth grant; renewing,
 * revoking, inspecting.
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.grants;

import org.jspecify.annotations.NullMarked;
