/**
 * What Robolectric calls of {@code androidx.test:monitor} about where activities are. Maven Central
 * does not have that library, only Google's registry, and the tests need no more of it than this.
 */
@NullMarked
package androidx.test.internal.runner.lifecycle;

import org.jspecify.annotations.NullMarked;
