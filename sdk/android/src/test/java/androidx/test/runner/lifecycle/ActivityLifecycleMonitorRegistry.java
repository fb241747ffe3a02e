package androidx.test.runner.lifecycle;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Has the one monitor. */
public final class ActivityLifecycleMonitorRegistry {

  private static volatile @Nullable ActivityLifecycleMonitor monitor;

  private ActivityLifecycleMonitorRegistry() {}

  public static void registerInstance(ActivityLifecycleMonitor instance) {
    monitor = instance;
  }

  public static ActivityLifecycleMonitor getInstance() {
    return Objects.requireNonNull(monitor);
  }
}
