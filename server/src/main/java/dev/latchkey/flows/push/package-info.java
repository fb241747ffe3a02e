/**
 * What devices do: link themselves to a user, say where they are woken, look what is asked of them,
 * and answer.
 */
@NullMarked
package dev.latchkey.flows.push;

import org.jspecify.annotations.NullMarked;
