/**
 * What is unusual about a login: signs from facts that the database has anyway, and from where
 * users log in, which is kept here. Does not know what follows from them.
 */
@NullMarked
package dev.latchkey.domain.risk;

import org.jspecify.annotations.NullMarked;
