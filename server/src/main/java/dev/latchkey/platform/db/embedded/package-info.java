/**
 * A real PostgreSQL that comes with the server, for trials, tests and a single small node: unpacks
 * it, creates its database, starts and stops it. It owns one directory and the processes that work
 * on it, and hands out a JDBC address; what is kept in the database, pools and migrations are not
 * its business.
 */
@NullMarked
package dev.latchkey.platform.db.embedded;

import org.jspecify.annotations.NullMarked;
