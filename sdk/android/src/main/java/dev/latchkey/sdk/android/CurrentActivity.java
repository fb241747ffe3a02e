package dev.latchkey.sdk.android;

import android.app.Activity;
import android.app.Application;
import android.content.Context;
import android.os.Bundle;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** The activity that the user sees: what the system draws over an app is bound to it. */
final class CurrentActivity implements Application.ActivityLifecycleCallbacks {

  private final Application app;
  private volatile WeakReference<Activity> shown = new WeakReference<>(null);

  private CurrentActivity(Application app) {
    this.app = app;
  }

  /** Follows the activities of the app from now on; an activity that is the context counts. */
  static CurrentActivity follow(Context context) {
    Application app = (Application) context.getApplicationContext();
    CurrentActivity current = new CurrentActivity(app);
    if (context instanceof Activity) {
      current.shown = new WeakReference<>((Activity) context);
    }
    app.registerActivityLifecycleCallbacks(current);
    return current;
  }

  /** Follows them no longer. */
  void stop() {
    app.unregisterActivityLifecycleCallbacks(this);
  }

  @Nullable Activity get() {
    Activity activity = shown.get();
    return activity == null || activity.isDestroyed() ? null : activity;
  }

  @Override
  public void onActivityResumed(Activity activity) {
    shown = new WeakReference<>(activity);
  }

  @Override
  public void onActivityCreated(Activity activity, @Nullable Bundle state) {}

  @Override
  public void onActivityStarted(Activity activity) {}

  @Override
  public void onActivityPaused(Activity activity) {}

  @Override
  public void onActivityStopped(Activity activity) {}

  @Override
  public void onActivitySaveInstanceState(Activity activity, Bundle state) {}

  @Override
  public void onActivityDestroyed(Activity activity) {}
}
