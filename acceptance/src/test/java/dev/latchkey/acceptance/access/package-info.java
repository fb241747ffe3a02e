/**
 * The Access API as its clients see it: the contract's operations, statuses and error codes, and
 * its acceptance list.
 */
@NullMarked
package dev.latchkey.acceptance.access;

import org.jspecify.annotations.NullMarked;
