/**
 * Profiles: who a user is to the tenant. What may stand in one, how it is kept, and how much of it
 * a set of scopes shows.
 *
 * <p>Knows nothing of passwords, sessions or tokens; a change of an identifier takes a proof, which
 * the use case brings.
 */
@NullMarked
package dev.latchkey.domain.profile;

import org.jspecify.annotations.NullMarked;
