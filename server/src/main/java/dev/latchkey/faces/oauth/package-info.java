/**
 * The OAuth 2.0 and OpenID Connect endpoints: discovery, keys, token, revocation, introspection.
 * {@code /oauth/authorize} has a room of its own.
 *
 * <p>Converts, calls one flow, renders.
 */
@NullMarked
package dev.latchkey.faces.oauth;

import org.jspecify.annotations.NullMarked;
