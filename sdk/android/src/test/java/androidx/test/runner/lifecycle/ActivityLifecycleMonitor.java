package androidx.test.runner.lifecycle;

import android.app.Activity;
import java.util.Collection;

/** Knows where activities are in their lives. */
public interface ActivityLifecycleMonitor {

  /** The activities that are there now. */
  Collection<Activity> getActivitiesInStage(Stage stage);
}
