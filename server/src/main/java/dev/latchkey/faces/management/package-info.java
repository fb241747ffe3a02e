/**
 * The management API ({@code /api/v2}): for back ends of the operator's, with a token of their own
 * (contract section 13).
 *
 * <p>Converts, calls one flow, renders. Knows nothing of users' tokens or of browsers.
 */
@NullMarked
package dev.latchkey.faces.management;

import org.jspecify.annotations.NullMarked;
