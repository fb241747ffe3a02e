/** How long what is of no more use is kept. Knows only ages, not uses. */
@NullMarked
package dev.latchkey.domain.retention;

import org.jspecify.annotations.NullMarked;
