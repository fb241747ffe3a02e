/**
 * What is unusual about a login. Tells signs from facts that the database has anyway; knows neither
 * where they come from nor what follows from them.
 */
@NullMarked
package dev.latchkey.domain.risk;

import org.jspecify.annotations.NullMarked;
