package dev.latchkey.sdk.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.content.ComponentName;
import android.content.Intent;
import android.content.IntentFilter;
import android.content.pm.ResolveInfo;
import android.content.pm.ServiceInfo;
import android.net.Uri;
import android.os.Bundle;
import java.util.Objects;
import org.junit.Test;
import org.robolectric.Robolectric;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.shadows.ShadowActivity;
import org.robolectric.shadows.ShadowPackageManager;

/** The activities around a custom tab: opening it, and catching its end. */
public class LoginActivityTest extends OnADevice {

  private static final String PAGE = "https://id.example.com/oauth/authorize?state=s";
  private static final Uri BACK = Uri.parse(REDIRECT + "?code=c&state=s");

  private final ShadowPackageManager packages = shadowOf(app.getPackageManager());

  private ActivityController<LoginActivity> login(boolean ephemeral) {
    return Robolectric.buildActivity(
        LoginActivity.class, LoginActivity.showing(app, PAGE, ephemeral));
  }

  private static Intent tabOf(ActivityController<LoginActivity> login) {
    return Objects.requireNonNull(shadowOf(login.get()).getNextStartedActivity());
  }

  /** Installs an app that views pages of the web; the first one is the user's browser. */
  private void installBrowser(String name) {
    ComponentName component = new ComponentName(name, name + ".Main");
    packages.addActivityIfNotPresent(component);
    IntentFilter filter = new IntentFilter(Intent.ACTION_VIEW);
    filter.addCategory(Intent.CATEGORY_BROWSABLE);
    filter.addCategory(Intent.CATEGORY_DEFAULT);
    filter.addDataScheme("https");
    packages.addIntentFilterForActivity(component, filter);
  }

  private void installCustomTabs(String name) {
    ResolveInfo service = new ResolveInfo();
    service.serviceInfo = new ServiceInfo();
    service.serviceInfo.packageName = name;
    service.serviceInfo.name = name + ".Tabs";
    packages.addResolveInfoForIntent(new Intent(CustomTabs.SERVICE), service);
  }

  @Test
  public void the_page_opens_in_a_custom_tab_of_the_users_browser() {
    installBrowser("org.example.browser");
    installCustomTabs("org.example.other");
    Intent tab = tabOf(login(false).create().start().resume());
    assertThat(tab.getAction()).isEqualTo(Intent.ACTION_VIEW);
    assertThat(tab.getDataString()).isEqualTo(PAGE);
    assertThat(tab.getPackage()).isEqualTo("org.example.browser");
    assertThat(tab.getCategories()).contains(Intent.CATEGORY_BROWSABLE);
    Bundle extras = Objects.requireNonNull(tab.getExtras());
    assertThat(extras.containsKey("android.support.customtabs.extra.SESSION")).isTrue();
    assertThat(extras.getInt("androidx.browser.customtabs.extra.SHARE_STATE")).isEqualTo(2);
    assertThat(extras.getBoolean(CustomTabs.EPHEMERAL)).isFalse();
    assertThat(tab.getFlags() & Intent.FLAG_ACTIVITY_NEW_TASK).isZero();
  }

  @Test
  public void a_tab_without_the_browsers_sessions_can_be_asked_for() {
    assertThat(
            tabOf(login(true).create().start().resume())
                .getBooleanExtra(CustomTabs.EPHEMERAL, false))
        .isTrue();
  }

  @Test
  public void without_a_chosen_browser_one_with_custom_tabs_is_taken() {
    installCustomTabs("org.example.tabs");
    assertThat(tabOf(login(false).create().start().resume()).getPackage())
        .isEqualTo("org.example.tabs");
  }

  @Test
  public void without_custom_tabs_any_browser_is_taken() {
    assertThat(tabOf(login(false).create().start().resume()).getPackage()).isNull();
  }

  @Test
  public void a_device_without_a_browser_says_so() {
    shadowOf(app).checkActivities(true);
    installCustomTabs("org.example.gone");
    ActivityController<LoginActivity> login = login(false).create().start().resume();
    assertThat(login.get().isFinishing()).isTrue();
    assertThat(shadowOf(login.get()).getResultCode()).isEqualTo(LoginActivity.RESULT_NO_BROWSER);
  }

  @Test
  public void the_redirect_is_the_result() {
    ActivityController<LoginActivity> login = login(false).create().start().resume();
    login.pause().stop();
    login.newIntent(LoginActivity.redirected(app, BACK)).restart().resume();
    expectResult(login);
  }

  private static void expectResult(ActivityController<LoginActivity> login) {
    ShadowActivity result = shadowOf(login.get());
    assertThat(login.get().isFinishing()).isTrue();
    assertThat(result.getResultCode()).isEqualTo(Activity.RESULT_OK);
    assertThat(result.getResultIntent().getData()).isEqualTo(BACK);
  }

  @Test
  public void who_comes_back_without_a_redirect_has_given_up() {
    ActivityController<LoginActivity> login = login(false).create().start().resume();
    login.pause().stop().restart().resume();
    assertThat(login.get().isFinishing()).isTrue();
    assertThat(shadowOf(login.get()).getResultCode()).isEqualTo(Activity.RESULT_CANCELED);
  }

  @Test
  public void a_stopped_process_finds_its_way_back_and_opens_no_second_tab() {
    Bundle saved = new Bundle();
    ActivityController<LoginActivity> first = login(false).create().start().resume();
    tabOf(first);
    first.pause().stop().saveInstanceState(saved).destroy();

    ActivityController<LoginActivity> again = login(false).create(saved).start();
    again.newIntent(LoginActivity.redirected(app, BACK)).resume();

    assertThat(shadowOf(again.get()).getNextStartedActivity()).isNull();
    expectResult(again);
  }

  @Test
  public void a_further_login_takes_the_place_of_one_that_was_left_alone() {
    ActivityController<LoginActivity> login = login(false).create().start().resume();
    tabOf(login);
    login.pause().newIntent(LoginActivity.showing(app, PAGE + "2", false)).resume();
    assertThat(tabOf(login).getDataString()).isEqualTo(PAGE + "2");
    assertThat(login.get().isFinishing()).isFalse();
  }

  @Test
  public void the_redirect_is_handed_on_to_the_login_and_the_tab_closed() {
    RedirectActivity redirect =
        Robolectric.buildActivity(RedirectActivity.class, new Intent(Intent.ACTION_VIEW, BACK))
            .create()
            .get();
    Intent next = shadowOf(redirect).getNextStartedActivity();
    assertThat(Objects.requireNonNull(next.getComponent()).getClassName())
        .isEqualTo(LoginActivity.class.getName());
    assertThat(next.getData()).isEqualTo(BACK);
    assertThat(next.getFlags())
        .isEqualTo(Intent.FLAG_ACTIVITY_CLEAR_TOP | Intent.FLAG_ACTIVITY_SINGLE_TOP);
    assertThat(redirect.isFinishing()).isTrue();
  }

  /** What another app could put into it stays behind: only the address goes on. */
  @Test
  public void nothing_but_the_address_is_handed_on() {
    Intent foreign =
        new Intent(Intent.ACTION_VIEW, BACK)
            .putExtra("dev.latchkey.PAGE", "https://evil.example")
            .putExtra("dev.latchkey.FAILURE", "x");
    RedirectActivity redirect =
        Robolectric.buildActivity(RedirectActivity.class, foreign).create().get();
    assertThat(shadowOf(redirect).getNextStartedActivity().getExtras()).isNull();
  }

  @Test
  public void what_has_no_address_disturbs_no_login() {
    RedirectActivity redirect =
        Robolectric.buildActivity(RedirectActivity.class, new Intent()).create().get();
    assertThat(redirect.isFinishing()).isTrue();
    assertThat(shadowOf(redirect).getNextStartedActivity()).isNull();
  }

  @Test
  public void a_link_that_no_login_waits_for_opens_the_app() {
    ComponentName main = new ComponentName(app, "org.example.Main");
    packages.addActivityIfNotPresent(main);
    IntentFilter launcher = new IntentFilter(Intent.ACTION_MAIN);
    launcher.addCategory(Intent.CATEGORY_LAUNCHER);
    packages.addIntentFilterForActivity(main, launcher);
    ActivityController<LoginActivity> login =
        Robolectric.buildActivity(LoginActivity.class, LoginActivity.redirected(app, BACK))
            .create()
            .start()
            .resume();
    Intent opened = tabOf(login);
    assertThat(opened.getComponent()).isEqualTo(main);
    assertThat(opened.getData()).isEqualTo(BACK);
    assertThat(login.get().isFinishing()).isTrue();
  }
}
