/**
 * Clients: the applications that speak to the server, what each may do and how it shows that it is
 * itself.
 *
 * <p>Of the metadata of clients that register (RFC 7591), {@link
 * dev.latchkey.domain.client.ClientMetadata} is what is kept, {@code SentMetadata} reads a member
 * by its form, {@code MetadataRules} is the check table, and {@code MetadataSettings} says it as
 * the configuration would.
 *
 * <p>Knows nothing of users.
 */
@NullMarked
package dev.latchkey.domain.client;

import org.jspecify.annotations.NullMarked;
