/**
 * The pages of development: the demo and the playground. Knows no use case: they speak the public
 * API like anybody.
 */
@NullMarked
package dev.latchkey.faces.demo;

import org.jspecify.annotations.NullMarked;
