/** A screen that logs a user in, in Java. Beside it, in {@code src/main/kotlin}, one in Kotlin. */
@NullMarked
package dev.latchkey.example.android;

import org.jspecify.annotations.NullMarked;
