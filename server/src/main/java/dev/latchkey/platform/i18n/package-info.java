/**
 * Languages and texts: which language is meant, and what a key says in it. Knows nothing of who
 * reads.
 */
@NullMarked
package dev.latchkey.platform.i18n;

import org.jspecify.annotations.NullMarked;
