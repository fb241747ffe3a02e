/**
 * The OAuth 2.0 and OpenID Connect endpoints on the wire: discovery, authorize, token, revoke,
 * introspect (contract sections 3.1, 3.2 and 4.1 to 4.4).
 *
 * <p>What is signed is checked by a client library that is not ours.
 */
@NullMarked
package dev.latchkey.acceptance.oauth;

import org.jspecify.annotations.NullMarked;
