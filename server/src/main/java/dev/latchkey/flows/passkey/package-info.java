/**
 * Passkeys: signing up and logging in with one, adding and removing them, and replacing them all
 * with a mailed code (contract section 9). Each that has two requests is two use cases, with a
 * challenge between them.
 *
 * <p>One use case, one class with one public method, readable top to bottom. Knows nothing of HTTP.
 */
@NullMarked
package dev.latchkey.flows.passkey;

import org.jspecify.annotations.NullMarked;
