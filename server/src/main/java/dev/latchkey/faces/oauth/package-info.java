/**
 * The OAuth 2.0 and OpenID Connect endpoints: discovery, keys, authorize, token, revocation,
 * introspection.
 *
 * <p>Converts, calls one flow, renders.
 */
@NullMarked
package dev.latchkey.faces.oauth;

import org.jspecify.annotations.NullMarked;
