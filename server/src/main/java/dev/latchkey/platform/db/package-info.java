/**
 * The database as the rest of the house sees it: SQL text in, records out, changes that are written
 * together, one place that retries.
 *
 * <p>Owns connections, the mapping of rows to records and the schema's migrations. Knows no table.
 */
@NullMarked
package dev.latchkey.platform.db;

import org.jspecify.annotations.NullMarked;
