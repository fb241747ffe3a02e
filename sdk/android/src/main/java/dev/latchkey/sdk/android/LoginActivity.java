package dev.latchkey.sdk.android;

import android.app.Activity;
import android.content.ActivityNotFoundException;
import android.content.Context;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import org.jspecify.annotations.Nullable;

/**
 * Stands under a custom tab, without a face of its own: opens it, is brought back by {@link
 * RedirectActivity}, and gives the redirect to whoever waits for it. The system keeps it while the
 * process is stopped, so that a login survives that.
 *
 * <p>Apps start it by an intent of {@link LatchkeyAndroid}.
 */
public final class LoginActivity extends Activity {

  /** What {@code onActivityResult} is told when there is no browser. */
  static final int RESULT_NO_BROWSER = RESULT_FIRST_USER;

  /** Of a result: which failure of this process it is. */
  static final String FAILURE = "dev.latchkey.FAILURE";

  private static final String PAGE = "dev.latchkey.PAGE";
  private static final String EPHEMERAL = "dev.latchkey.EPHEMERAL";
  private static final String VISIT = "dev.latchkey.VISIT";
  private static final String SHOWN = "dev.latchkey.SHOWN";

  private @Nullable String page;
  private @Nullable String visit;
  private @Nullable Uri redirect;
  private @Nullable String failure;
  private boolean ephemeral;
  private boolean shown;

  /** For the system. */
  public LoginActivity() {}

  /** An intent that shows the page; its result is the redirect. */
  static Intent showing(Context context, String page, boolean ephemeral) {
    return new Intent(context, LoginActivity.class)
        .putExtra(PAGE, page)
        .putExtra(EPHEMERAL, ephemeral);
  }

  /** An intent that shows the page of a visit of this process. */
  static Intent visiting(Context context, String page, String visit) {
    return showing(context, page, false)
        .putExtra(VISIT, visit)
        .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
  }

  /** An intent that shows nothing; its result has that as the extra {@link #FAILURE}. */
  static Intent failing(Context context, String failure) {
    return new Intent(context, LoginActivity.class).putExtra(FAILURE, failure);
  }

  /**
   * An intent that brings the redirect to the activity under the custom tab, and closes the tab.
   */
  static Intent redirected(Context context, Uri redirect) {
    return new Intent(context, LoginActivity.class)
        .setData(redirect)
        .addFlags(Intent.FLAG_ACTIVITY_CLEAR_TOP | Intent.FLAG_ACTIVITY_SINGLE_TOP);
  }

  @Override
  protected void onCreate(@Nullable Bundle saved) {
    super.onCreate(saved);
    take(getIntent());
    shown = saved != null && saved.getBoolean(SHOWN);
  }

  private void take(Intent intent) {
    redirect = intent.getData();
    page = intent.getStringExtra(PAGE);
    visit = intent.getStringExtra(VISIT);
    failure = intent.getStringExtra(FAILURE);
    ephemeral = intent.getBooleanExtra(EPHEMERAL, false);
  }

  /** The redirect; or a further login, in place of the one that the user has left alone. */
  @Override
  protected void onNewIntent(Intent intent) {
    super.onNewIntent(intent);
    if (intent.getData() != null) {
      redirect = intent.getData();
    } else {
      Visits.end(visit, RESULT_CANCELED, null);
      setIntent(intent);
      take(intent);
      shown = false;
    }
  }

  @Override
  protected void onSaveInstanceState(Bundle state) {
    super.onSaveInstanceState(state);
    state.putBoolean(SHOWN, shown);
  }

  @Override
  protected void onResume() {
    super.onResume();
    if (failure != null) {
      setResult(RESULT_CANCELED, new Intent().putExtra(FAILURE, failure));
      finish();
    } else if (redirect != null) {
      back(redirect);
    } else if (page == null || shown) {
      end(RESULT_CANCELED, null);
    } else {
      shown = true;
      show(page);
    }
  }

  private void show(String address) {
    Intent tab = CustomTabs.of(this, Uri.parse(address), ephemeral);
    try {
      startActivity(tab);
    } catch (ActivityNotFoundException e) {
      try {
        startActivity(tab.setPackage(null));
      } catch (ActivityNotFoundException none) {
        end(RESULT_NO_BROWSER, null);
      }
    }
  }

  /**
   * A redirect that no login waits for is a link of a mail: the app's own first activity takes it.
   */
  private void back(Uri uri) {
    if (page == null) {
      Intent app = getPackageManager().getLaunchIntentForPackage(getPackageName());
      if (app != null) {
        startActivity(
            app.setData(uri)
                .addFlags(Intent.FLAG_ACTIVITY_CLEAR_TOP | Intent.FLAG_ACTIVITY_SINGLE_TOP));
      }
    }
    end(RESULT_OK, uri);
  }

  private void end(int result, @Nullable Uri uri) {
    setResult(result, uri == null ? null : new Intent().setData(uri));
    Visits.end(visit, result, uri);
    finish();
  }

  @Override
  protected void onDestroy() {
    super.onDestroy();
    if (isFinishing()) {
      // Does nothing when the visit has ended already.
      Visits.end(visit, RESULT_CANCELED, null);
    }
  }
}
