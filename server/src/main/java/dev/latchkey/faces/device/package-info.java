/**
 * {@code /device}: what devices that approve call (Access API contract section 8), and the page
 * that makes a browser one of them. Errors are those of the Identity API.
 *
 * <p>Reads HTTP, calls one flow, writes HTTP.
 */
@NullMarked
package dev.latchkey.faces.device;

import org.jspecify.annotations.NullMarked;
