/**
 * Generated requests at every route of the server: from valid ones, with what real users have, to
 * ones that are none. Whatever comes, the server answers it as it answers people.
 *
 * <p>Takes the routes from the server itself, so that a new one is in at once; knows the names of
 * fields from the contract, and learns tokens and codes from the answers.
 */
@NullMarked
package dev.latchkey.acceptance.fuzz;

import org.jspecify.annotations.NullMarked;
