package androidx.test.internal.runner.lifecycle;

import android.app.Activity;
import androidx.test.runner.lifecycle.ActivityLifecycleMonitor;
import androidx.test.runner.lifecycle.Stage;
import java.util.Collection;
import java.util.Map;
import java.util.WeakHashMap;

/** Remembers the last stage of each activity. */
public final class ActivityLifecycleMonitorImpl implements ActivityLifecycleMonitor {

  private final Map<Activity, Stage> stages = new WeakHashMap<>();

  @Override
  public synchronized Collection<Activity> getActivitiesInStage(Stage stage) {
    return stages.entrySet().stream()
        .filter(entry -> entry.getValue() == stage)
        .map(Map.Entry::getKey)
        .toList();
  }

  public synchronized void signalLifecycleChange(Stage stage, Activity activity) {
    stages.put(activity, stage);
  }
}
