/**
 * Randomness, hashes, keyed hashes and sealed values. Signing keys and tokens are not here: they
 * belong to who issues them.
 */
@NullMarked
package dev.latchkey.platform.crypto;

import org.jspecify.annotations.NullMarked;
