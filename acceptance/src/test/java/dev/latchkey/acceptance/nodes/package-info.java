/**
 * Several nodes on one database, tried as one server.
 *
 * <p>What a client starts at one node it may finish at any other; no test in here may know which
 * node did what.
 */
@NullMarked
package dev.latchkey.acceptance.nodes;

import org.jspecify.annotations.NullMarked;
