package dev.latchkey.sdk.android;

import android.os.Handler;
import android.os.Looper;
import java.util.concurrent.Executor;

/** The thread that draws: callbacks run there, so that they may touch what is on the screen. */
final class MainThread implements Executor {

  private final Handler handler = new Handler(Looper.getMainLooper());

  @Override
  public void execute(Runnable work) {
    handler.post(work);
  }
}
