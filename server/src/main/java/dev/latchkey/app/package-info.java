/**
 * The program: the command line, the configuration it reads, and the house it builds from it. The only room that knows all others.
 */
@NullMarked
package dev.latchkey.app;

import org.jspecify.annotations.NullMarked;
