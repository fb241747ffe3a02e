/**
 * What a process that is killed leaves behind: the server is started as its start script does, in a
 * process of its own with a PostgreSQL of its own, and killed without warning.
 *
 * <p>Knows the server's command line and data folder, and nothing of its code.
 */
@NullMarked
package dev.latchkey.acceptance.crash;

import org.jspecify.annotations.NullMarked;
