/** Tests of the examples: they compile, in Kotlin too. */
@NullMarked
package dev.latchkey.example.android;

import org.jspecify.annotations.NullMarked;
