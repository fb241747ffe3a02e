/**
 * Attacks that broke systems of this kind, tried on the running server: a class for each kind of
 * attack, numbered as in the catalogue of attack classes of the project.
 *
 * <p>A test in here passes when the attack fails.
 */
@NullMarked
package dev.latchkey.acceptance.attacks;

import org.jspecify.annotations.NullMarked;
