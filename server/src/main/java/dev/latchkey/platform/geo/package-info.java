/**
 * Where on earth an address is, as far as a file of the operator's own tells: nobody is asked.
 * Knows the format of such files, and nothing of who has the address.
 */
@NullMarked
package dev.latchkey.platform.geo;

import org.jspecify.annotations.NullMarked;
