/**
 * The Identity API's contract over HTTP, one class for each endpoint or small family of them: read
 * a class to know what the endpoint answers, and to what.
 *
 * <p>What all endpoints share (bodies, errors, origins, clients, limits) has classes of its own.
 * Attacks are elsewhere.
 */
@NullMarked
package dev.latchkey.acceptance.identity;

import org.jspecify.annotations.NullMarked;
