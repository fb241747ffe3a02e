/** Tests of the Android part, on the framework of Android 14 that Robolectric runs on a JVM. */
@NullMarked
package dev.latchkey.sdk.android;

import org.jspecify.annotations.NullMarked;
