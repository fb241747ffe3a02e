/**
 * Organisations: the consumers and companies that users act for, and who belongs to which. The
 * Access API calls them identities; other APIs do not show them.
 *
 * <p>Knows nothing of how users log in.
 */
@NullMarked
package dev.latchkey.domain.organisation;

import org.jspecify.annotations.NullMarked;
