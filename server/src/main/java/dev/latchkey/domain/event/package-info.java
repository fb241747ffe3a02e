/**
 * What happened to whom: the log that answers a user's and an operator's questions. Rows are
 * written with the change they tell of.
 *
 * <p>Knows nothing of why it happened.
 */
@NullMarked
package dev.latchkey.domain.event;

import org.jspecify.annotations.NullMarked;
