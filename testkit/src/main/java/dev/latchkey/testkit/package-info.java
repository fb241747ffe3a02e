/**
 * What tests share: a real server on a real PostgreSQL in this process, a clock that can be set, an
 * HTTP client that speaks the contracts, a reader of the inbox, a browser's cookies.
 *
 * <p>Knows the server from outside, by HTTP, but for starting it and setting its clock.
 */
@NullMarked
package dev.latchkey.testkit;

import org.jspecify.annotations.NullMarked;
