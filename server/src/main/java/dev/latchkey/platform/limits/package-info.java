/**
 * Counts how often something is done in a window of time, over all nodes. Knows nothing of what is
 * done.
 */
@NullMarked
package dev.latchkey.platform.limits;

import org.jspecify.annotations.NullMarked;
