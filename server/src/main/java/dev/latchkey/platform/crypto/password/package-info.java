/**
 * Passwords as text: hashing and verifying them, judging their strength, and telling which are too
 * well known. Owns the formats of stored hashes, the caps on what a foreign hash may cost, and the
 * bounded pool on which all of that work runs. Knows nothing of profiles, policies or attempts, and
 * never logs a password or a hash.
 */
@NullMarked
package dev.latchkey.platform.crypto.password;

import org.jspecify.annotations.NullMarked;
