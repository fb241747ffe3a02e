/**
 * Sessions of browsers with the server itself: opened for an authenticated user, carried by a
 * cookie, ended by logout or by a change of credentials.
 *
 * <p>Knows which clients are to be told of an end, and nothing of their tokens.
 */
@NullMarked
package dev.latchkey.domain.session;

import org.jspecify.annotations.NullMarked;
