/**
 * Which requirement is held by which test: reads the annotations of all tests here, and keeps the
 * page that tells it. Also the tests of requirements that belong to no other room.
 *
 * <p>Knows the requirements from {@code docs/security/requirements.txt} alone.
 */
@NullMarked
package dev.latchkey.acceptance.security;

import org.jspecify.annotations.NullMarked;
