/**
 * Work that nobody waits for: what looks for it, and how long it waits before it tries again.
 *
 * <p>Knows nothing of what is done.
 */
@NullMarked
package dev.latchkey.platform.work;

import org.jspecify.annotations.NullMarked;
