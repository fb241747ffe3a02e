package dev.latchkey.sdk.android;

import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.content.pm.ResolveInfo;
import android.net.Uri;
import android.os.Bundle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a page is opened in a custom tab: an intent to view it with the extras that androidx.browser
 * documents. A browser that knows no custom tabs ignores them and opens the page as any other.
 */
final class CustomTabs {

  static final String SERVICE = "android.support.customtabs.action.CustomTabsService";

  /** Makes it a custom tab; a binder, or null. */
  static final String SESSION = "android.support.customtabs.extra.SESSION";

  static final String TITLE = "android.support.customtabs.extra.TITLE_VISIBILITY";
  static final String SHARE = "androidx.browser.customtabs.extra.SHARE_STATE";
  static final String EPHEMERAL = "androidx.browser.customtabs.extra.ENABLE_EPHEMERAL_BROWSING";

  private static final int SHOW_TITLE = 1;
  private static final int SHARE_OFF = 2;

  private CustomTabs() {}

  /**
   * @param ephemeral whether the tab is to have no cookies of the browser, and leave none; browsers
   *     that cannot do it ignore it
   */
  static Intent of(Context context, Uri page, boolean ephemeral) {
    Bundle session = new Bundle();
    session.putBinder(SESSION, null);
    return new Intent(Intent.ACTION_VIEW, page)
        .addCategory(Intent.CATEGORY_BROWSABLE)
        .setPackage(browser(context))
        .putExtras(session)
        .putExtra(TITLE, SHOW_TITLE)
        .putExtra(SHARE, SHARE_OFF)
        .putExtra(EPHEMERAL, ephemeral);
  }

  /**
   * The user's browser; else one that has custom tabs; null: let the system ask. Named, so that no
   * app which claims the server's links gets to show its own page.
   */
  private static @Nullable String browser(Context context) {
    PackageManager packages = context.getPackageManager();
    Intent anyPage =
        new Intent(Intent.ACTION_VIEW, Uri.parse("https://"))
            .addCategory(Intent.CATEGORY_BROWSABLE);
    List<ResolveInfo> browsers =
        packages.queryIntentActivities(anyPage, PackageManager.MATCH_DEFAULT_ONLY);
    ResolveInfo chosen = packages.resolveActivity(anyPage, PackageManager.MATCH_DEFAULT_ONLY);
    for (ResolveInfo browser : browsers) {
      // When nothing is chosen, what resolves is the system's question.
      if (chosen != null && isSame(browser, chosen)) {
        return chosen.activityInfo.packageName;
      }
    }
    List<ResolveInfo> services = packages.queryIntentServices(new Intent(SERVICE), 0);
    return services.isEmpty() ? null : services.get(0).serviceInfo.packageName;
  }

  private static boolean isSame(ResolveInfo one, ResolveInfo other) {
    return one.activityInfo.packageName.equals(other.activityInfo.packageName);
  }
}
