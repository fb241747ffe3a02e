/**
 * Changes a user makes to the own profile.
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.profile;

import org.jspecify.annotations.NullMarked;
