/**
 * Clients: the applications that speak to the server, what each may do and how it shows that it is
 * itself.
 *
 * <p>Knows nothing of users.
 */
@NullMarked
package dev.latchkey.domain.client;

import org.jspecify.annotations.NullMarked;
