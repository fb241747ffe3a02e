/**
 * Reads one YAML file, checks it against a JSON Schema and hands it out as a tree or as records.
 * Every complaint names the line and column in the file and says how to mend it; no complaint shows
 * a value that came from the environment or from a secret file. What the keys mean is not known
 * here: the schema, the records and the checks across keys belong to the caller.
 */
@NullMarked
package dev.latchkey.platform.config;

import org.jspecify.annotations.NullMarked;
