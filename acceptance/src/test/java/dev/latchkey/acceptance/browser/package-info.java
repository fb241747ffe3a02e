/**
 * Tests in a real browser. They are written in JavaScript, in {@code acceptance/browser}, and run
 * by Node's own test runner; here is only what makes them part of the build.
 */
@NullMarked
package dev.latchkey.acceptance.browser;

import org.jspecify.annotations.NullMarked;
