/**
 * Devices that users have logged in on before, those that they trust, and where they are logged in
 * now. Knows nothing of what that is good for.
 */
@NullMarked
package dev.latchkey.domain.device;

import org.jspecify.annotations.NullMarked;
