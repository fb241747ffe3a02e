/**
 * The Access API: a second face over the same flows, with conventions of its own. {@link
 * dev.latchkey.faces.access.AccessApi} stands around every operation and is the order of its
 * contract's checks.
 *
 * <p>Reads HTTP, calls a flow, writes HTTP. Decides nothing.
 */
@NullMarked
package dev.latchkey.faces.access;

import org.jspecify.annotations.NullMarked;
