/**
 * Above all floors: the command line, the configuration as the server wants it, and what exists and
 * is made of what. Owns the rules across settings, with a mend for each, and what a start says when
 * it fails. Nothing knows this package.
 */
@NullMarked
package dev.latchkey.app;

import org.jspecify.annotations.NullMarked;
