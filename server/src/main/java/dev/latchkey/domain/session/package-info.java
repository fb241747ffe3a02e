/**
 * Sessions of browsers with the server itself: opened for an authenticated user, carried by a
 * cookie, ended by logout or by a change of credentials.
 *
 * <p>Knows nothing of clients' tokens.
 */
@NullMarked
package dev.latchkey.domain.session;

import org.jspecify.annotations.NullMarked;
