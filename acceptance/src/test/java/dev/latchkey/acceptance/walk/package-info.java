/**
 * A walk at random over the flows of login and recovery: any action from any state, with anything
 * that was ever seen. A model says what each step may give; the server must agree.
 *
 * <p>The model is written from the contract and knows nothing of the server's code.
 */
@NullMarked
package dev.latchkey.acceptance.walk;

import org.jspecify.annotations.NullMarked;
