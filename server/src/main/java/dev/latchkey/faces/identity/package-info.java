/**
 * The Identity API under {@code /identity/v1} (contract sections 3 to 8): one class for each
 * endpoint or small family of them.
 *
 * <p>Converts, calls one flow, renders. No SQL, no decisions.
 */
@NullMarked
package dev.latchkey.faces.identity;

import org.jspecify.annotations.NullMarked;
