/**
 * Sign-up: a new profile with its first credential.
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.signup;

import org.jspecify.annotations.NullMarked;
