/**
 * Devices that approve: what they were linked with, how far their user is with enrolling them, and
 * the wake-ups that reach them by push. A wake-up carries a number and nothing to be trusted.
 *
 * <p>Knows nothing of what is approved; what an answer is worth is checked in {@code proof}.
 */
@NullMarked
package dev.latchkey.domain.push;

import org.jspecify.annotations.NullMarked;
