/**
 * Full-stack tests: the running server, a real PostgreSQL, the HTTP wire. Nothing in here knows how
 * the server is made.
 */
@NullMarked
package dev.latchkey.acceptance;

import org.jspecify.annotations.NullMarked;
