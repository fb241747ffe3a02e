/**
 * Devices without a browser (RFC 8628): one begins, its user reads the code elsewhere and decides.
 * What the device then gets is a grant like any other.
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.device;

import org.jspecify.annotations.NullMarked;
