/**
 * Measures a running server: starts it as its start script does, fills its database, loads it over
 * HTTP and sets what it reaches beside what the machine allows. Knows the server's wire and schema,
 * never its insides; the one exception are the parts whose raw speed is a limit (HTTP, hashing,
 * native cryptography).
 */
@NullMarked
package dev.latchkey.bench;

import org.jspecify.annotations.NullMarked;
