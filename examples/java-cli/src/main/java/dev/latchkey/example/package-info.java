/** A command line that uses the SDK as an app does, and shows its shortest form. */
@NullMarked
package dev.latchkey.example;

import org.jspecify.annotations.NullMarked;
