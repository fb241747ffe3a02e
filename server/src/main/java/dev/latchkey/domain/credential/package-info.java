/**
 * Credentials: what a user logs in with, how a new one must be, and how it is set. Setting one
 * takes a permit of the policy.
 *
 * <p>Does not verify: that is {@code proof}.
 */
@NullMarked
package dev.latchkey.domain.credential;

import org.jspecify.annotations.NullMarked;
