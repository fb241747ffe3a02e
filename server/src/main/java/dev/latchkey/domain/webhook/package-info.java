/**
 * Systems of the operator's that are asked before something changes, or told of it afterwards
 * (contract section 12): the calls, what is made of the answers, and what still has to be told.
 *
 * <p>Knows what happened from the event log's own words; knows nothing of the flows that change
 * something.
 */
@NullMarked
package dev.latchkey.domain.webhook;

import org.jspecify.annotations.NullMarked;
