package dev.latchkey.sdk.android;

import android.app.Activity;
import android.net.Uri;
import android.os.Bundle;
import org.jspecify.annotations.Nullable;

/**
 * Where the browser leads to at the end of a login: takes the app's redirect URI, hands it on to
 * {@link LoginActivity} and is gone. Any app can start it with anything: what comes in counts only
 * when its {@code state} is one that this app made, and its code only with the verifier that this
 * app kept.
 *
 * <p>The manifest of the library names it with the placeholders {@code latchkeyScheme} and {@code
 * latchkeyHost}, which the app's build fills in.
 */
public final class RedirectActivity extends Activity {

  /** For the system. */
  public RedirectActivity() {}

  @Override
  protected void onCreate(@Nullable Bundle saved) {
    super.onCreate(saved);
    Uri redirect = getIntent().getData();
    if (redirect != null) {
      startActivity(LoginActivity.redirected(this, redirect));
    }
    finish();
  }
}
