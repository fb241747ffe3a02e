/**
 * Tries what a real server cannot be made to do: garbage, half answers, silence, races. What it
 * does do is tried against it, in the acceptance module.
 */
@NullMarked
package dev.latchkey.sdk;

import org.jspecify.annotations.NullMarked;
