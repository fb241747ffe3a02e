package androidx.test.runner.lifecycle;

/** Nobody asks it anything here. */
public interface ApplicationLifecycleMonitor {}
