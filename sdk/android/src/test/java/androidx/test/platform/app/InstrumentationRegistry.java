package androidx.test.platform.app;

import android.app.Instrumentation;
import android.os.Bundle;

/** Nobody asks for the instrumentation here. */
public final class InstrumentationRegistry {

  private InstrumentationRegistry() {}

  public static void registerInstance(Instrumentation instance, Bundle arguments) {}
}
