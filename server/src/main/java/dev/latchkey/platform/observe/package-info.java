/**
 * Seeing inside: one log line, one timer and, if switched on, one span for each request. Knows
 * nothing of what is asked.
 */
@NullMarked
package dev.latchkey.platform.observe;

import org.jspecify.annotations.NullMarked;
