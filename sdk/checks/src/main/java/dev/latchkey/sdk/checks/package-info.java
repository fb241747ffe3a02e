/**
 * What the tests of both parts of the SDK check a release with: its public API and its
 * documentation. Knows nothing of what it checks; no app gets it.
 */
@NullMarked
package dev.latchkey.sdk.checks;

import org.jspecify.annotations.NullMarked;
