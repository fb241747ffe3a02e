/**
 * People without an account: what is given for their addresses and numbers, and how they are asked
 * to make one.
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.lite;

import org.jspecify.annotations.NullMarked;
