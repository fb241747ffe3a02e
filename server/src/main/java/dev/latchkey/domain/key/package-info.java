/**
 * The tenants' signing keys: made on first use, sealed at rest, published as a JWK set; and JSON
 * Web Signatures made and checked with them.
 *
 * <p>Knows what a signature is worth, not what the token says.
 */
@NullMarked
package dev.latchkey.domain.key;

import org.jspecify.annotations.NullMarked;
