/**
 * Calls to servers of other people: only to where the public internet is, only as much and for as
 * long as was agreed, and never wherever an answer says to go next (attack classes 27 and 40).
 *
 * <p>Knows nothing of what is asked and why.
 */
@NullMarked
package dev.latchkey.platform.outbound;

import org.jspecify.annotations.NullMarked;
