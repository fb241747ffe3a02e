/** What who runs the server relies on: health, metrics, traces, a stop that loses nothing. */
@NullMarked
package dev.latchkey.acceptance.operations;

import org.jspecify.annotations.NullMarked;
