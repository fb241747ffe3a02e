package androidx.test.internal.runner.intent;

import android.content.Intent;
import androidx.test.runner.intent.IntentMonitor;

/** Nobody asks it anything here. */
public final class IntentMonitorImpl implements IntentMonitor {

  public void signalIntent(Intent intent) {}
}
