/**
 * What the Access API does that no other API does in the same steps: logins that give its tokens,
 * step-up in a session, the identities and users of a programme. The evidence, the rules and the
 * stores are those of all APIs.
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.access;

import org.jspecify.annotations.NullMarked;
