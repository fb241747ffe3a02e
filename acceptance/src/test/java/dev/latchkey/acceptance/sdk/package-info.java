/** How the browser SDK reaches a page: its files, and that they are what its sources build. */
@NullMarked
package dev.latchkey.acceptance.sdk;

import org.jspecify.annotations.NullMarked;
