package androidx.test.runner.lifecycle;

/** Nobody asks for the monitor here. */
public final class ApplicationLifecycleMonitorRegistry {

  private ApplicationLifecycleMonitorRegistry() {}

  public static void registerInstance(ApplicationLifecycleMonitor instance) {}
}
