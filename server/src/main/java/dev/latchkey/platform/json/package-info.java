/**
 * JSON in and out: one configured mapper, snake_case on the wire, absent instead of null. Knows
 * nothing of what is written.
 */
@NullMarked
package dev.latchkey.platform.json;

import org.jspecify.annotations.NullMarked;
