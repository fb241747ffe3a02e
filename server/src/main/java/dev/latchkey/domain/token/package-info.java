/**
 * What clients are given: authorization codes, grants, access tokens, ID tokens, refresh tokens;
 * and how each ends.
 *
 * <p>Issues only for a live session or a redeemed code; knows nothing of how the user proved
 * anything.
 */
@NullMarked
package dev.latchkey.domain.token;

import org.jspecify.annotations.NullMarked;
