/** For who runs the server: health, readiness, metrics. Knows nothing of users. */
@NullMarked
package dev.latchkey.faces.operations;

import org.jspecify.annotations.NullMarked;
