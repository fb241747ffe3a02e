/**
 * The parameters of an authorize request (RFC 6749 section 4.1.1, OpenID Connect Core section
 * 3.1.2.1, contract section 4.1), for every endpoint that takes them: first where the answer may
 * go, then the table of rules, and in the end the answer.
 *
 * <p>{@link dev.latchkey.faces.web.authorize.Rules} is the page to read.
 */
@NullMarked
package dev.latchkey.faces.web.authorize;

import org.jspecify.annotations.NullMarked;
