/**
 * {@code GET /oauth/authorize} (RFC 6749 section 3.1, OpenID Connect Core section 3, contract
 * section 4.1): first where the answer may go, then the table of rules, then one flow.
 *
 * <p>{@link dev.latchkey.faces.oauth.authorize.Rules} is the page to read.
 */
@NullMarked
package dev.latchkey.faces.oauth.authorize;

import org.jspecify.annotations.NullMarked;
