/** The server's own pages, as a browser without script sees them. */
@NullMarked
package dev.latchkey.acceptance.pages;

import org.jspecify.annotations.NullMarked;
