/**
 * What Robolectric calls of {@code androidx.test:monitor} about intents. Maven Central does not
 * have that library, only Google's registry, and the tests need no more of it than this.
 */
@NullMarked
package androidx.test.internal.runner.intent;

import org.jspecify.annotations.NullMarked;
