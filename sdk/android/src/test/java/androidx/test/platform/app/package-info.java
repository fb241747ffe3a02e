/**
 * What Robolectric calls of {@code androidx.test:monitor} about the instrumentation. Maven Central
 * does not have that library, only Google's registry, and the tests need no more of it than this.
 */
@NullMarked
package androidx.test.platform.app;

import org.jspecify.annotations.NullMarked;
