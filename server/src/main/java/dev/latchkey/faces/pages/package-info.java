/**
 * Pages of the server's own: today the demo page of development. Knows no use case: it speaks the
 * public API like anybody.
 */
@NullMarked
package dev.latchkey.faces.pages;

import org.jspecify.annotations.NullMarked;
