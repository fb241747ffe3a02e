/**
 * Walks at random: any action from any state, with anything that was ever seen. Over the flows of
 * password, tokens and recovery a model says what each step must give; over every other way in and
 * every factor a ledger says what nothing may be given without.
 *
 * <p>Both are written from the contract and know nothing of the server's code. A walk draws what is
 * done; what that is, and what must come of it, says a class of actions for each topic, all on one
 * scene.
 */
@NullMarked
package dev.latchkey.acceptance.walk;

import org.jspecify.annotations.NullMarked;
