/**
 * How long what is of no more use is kept, and how all that is known of a user goes. Knows ages and
 * tables, not uses.
 */
@NullMarked
package dev.latchkey.domain.retention;

import org.jspecify.annotations.NullMarked;
