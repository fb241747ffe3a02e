package dev.latchkey.sdk.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.os.LocaleList;
import android.os.Looper;
import dev.latchkey.sdk.Command;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.RedirectionCode;
import dev.latchkey.sdk.platform.Pkce;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.json.JSONObject;
import org.junit.Test;
import org.robolectric.Robolectric;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.shadows.ShadowActivity.IntentForResult;

/** What an app on Android calls (SDK contract sections 1, 3.3, 3.6, 3.8, 5.3, 5.4 and 6). */
public class LatchkeyAndroidTest extends OnADevice {

  private final List<AuthToken> welcomed = new ArrayList<>();
  private final List<LatchkeyError> failures = new ArrayList<>();
  private final List<Boolean> onMainThread = new ArrayList<>();

  private void welcome(AuthToken tokens) {
    onMainThread.add(Looper.getMainLooper().isCurrentThread());
    welcomed.add(tokens);
  }

  private void explain(LatchkeyError error) {
    onMainThread.add(Looper.getMainLooper().isCurrentThread());
    failures.add(error);
  }

  private void untilTold() {
    until(() -> welcomed.size() + failures.size() > 0);
    assertThat(onMainThread).containsExactly(true);
  }

  private boolean result(LatchkeyAndroid latchkey, int code, Intent data) {
    return latchkey.onLoginActivityResult(
        LatchkeyAndroid.LOGIN_REQUEST_CODE, code, data, this::welcome, this::explain);
  }

  private static Intent redirect(String query) {
    return new Intent().setData(Uri.parse(REDIRECT + "?" + query));
  }

  // --- logins for a result ---------------------------------------------------------------------

  @Test
  public void a_login_with_a_provider_comes_back_as_a_result() throws Exception {
    LatchkeyAndroid latchkey = latchkey();
    answers(200, "{\"scope\":\"openid profile\"}");
    latchkey.loginWithProvider("google", "home", activity);

    IntentForResult started = started();
    assertThat(LatchkeyAndroid.isLoginRequestCode(started.requestCode)).isTrue();
    HttpUrl page = page(started.intent);
    assertThat(page.encodedPath()).isEqualTo("/oauth/authorize");
    assertThat(page.queryParameter("provider")).isEqualTo("google");
    assertThat(page.queryParameter("origin")).isEqualTo("home");
    assertThat(page.queryParameter("scope")).isEqualTo("openid profile");
    assertThat(page.queryParameter("redirect_uri")).isEqualTo(REDIRECT);
    request();

    answers(200, TOKENS);
    Intent back = redirect("code=c&state=" + page.queryParameter("state"));
    assertThat(result(latchkey, Activity.RESULT_OK, back)).isTrue();
    untilTold();
    assertThat(welcomed.get(0).getAccessToken()).isEqualTo("access");
    JSONObject token = new JSONObject(body(request()));
    assertThat(Pkce.hash(token.getString("code_verifier")))
        .isEqualTo(page.queryParameter("code_challenge"));
    assertThat(token.getString("redirect_uri")).isEqualTo(REDIRECT);
  }

  @Test
  public void a_login_survives_the_end_of_the_process() {
    latchkey().loginWithWeb(LOGIN, activity);
    HttpUrl page = page(started().intent);

    answers(200, TOKENS);
    LatchkeyAndroid laterProcess = latchkey();
    result(
        laterProcess, Activity.RESULT_OK, redirect("code=c&state=" + page.queryParameter("state")));
    untilTold();
    assertThat(welcomed).hasSize(1);
  }

  @Test
  public void a_redirect_is_good_for_one_time_and_only_of_a_login_of_this_app() {
    LatchkeyAndroid latchkey = latchkey();
    latchkey.loginWithWeb(LOGIN, activity, true);
    Intent started = started().intent;
    assertThat(started.getBooleanExtra("dev.latchkey.EPHEMERAL", false)).isTrue();
    String state = page(started).queryParameter("state");
    assertThat(codeOf(latchkey, redirect("code=c&state=other"))).isEqualTo(ErrorCode.NoPkce);
    answers(200, TOKENS);
    await(latchkey.loginResult(Activity.RESULT_OK, redirect("code=c&state=" + state)));
    assertThat(codeOf(latchkey, redirect("code=c&state=" + state))).isEqualTo(ErrorCode.NoPkce);
  }

  private static ErrorCode codeOf(LatchkeyAndroid latchkey, Intent result) {
    return Objects.requireNonNull(
        failureOf(latchkey.loginResult(Activity.RESULT_OK, result)).getErrorCode());
  }

  @Test
  public void a_redirect_of_another_issuer_is_refused() {
    LatchkeyAndroid latchkey = latchkey();
    latchkey.loginWithWeb(LOGIN, activity);
    String state = page(started().intent).queryParameter("state");
    Intent foreign = redirect("code=c&iss=https%3A%2F%2Fevil.example&state=" + state);
    assertThat(codeOf(latchkey, foreign)).isEqualTo(ErrorCode.Unexpected);
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  public void what_the_server_refused_is_told() {
    LatchkeyAndroid latchkey = latchkey();
    latchkey.loginWithWeb(LOGIN, activity);
    String state = page(started().intent).queryParameter("state");
    result(
        latchkey,
        Activity.RESULT_OK,
        redirect("error=access_denied&error_description=No&state=" + state));
    untilTold();
    assertThat(failures.get(0).getCode()).isEqualTo(303);
    assertThat(failures.get(0).getRedirectionCode()).isEqualTo(RedirectionCode.UNAUTHORIZED);
  }

  @Test
  public void every_other_end_has_a_code_of_its_own() {
    LatchkeyAndroid latchkey = latchkey();
    assertThat(failureOf(latchkey.loginResult(Activity.RESULT_CANCELED, null)).getErrorCode())
        .isEqualTo(ErrorCode.WebFlowCanceled);
    assertThat(failureOf(latchkey.loginResult(Activity.RESULT_OK, null)).getErrorCode())
        .isEqualTo(ErrorCode.NullIntent);
    assertThat(failureOf(latchkey.loginResult(Activity.RESULT_OK, new Intent())).getErrorCode())
        .isEqualTo(ErrorCode.NullIntent);
    assertThat(
            failureOf(latchkey.loginResult(LoginActivity.RESULT_NO_BROWSER, null)).getErrorCode())
        .isEqualTo(ErrorCode.CustomTabUnavailable);
    assertThat(failureOf(latchkey.loginResult(77, null)).getErrorCode())
        .isEqualTo(ErrorCode.Unexpected);
    assertThat(codeOf(latchkey, new Intent().setData(Uri.parse("not a uri"))))
        .isEqualTo(ErrorCode.Unexpected);
  }

  @Test
  public void a_failure_before_the_page_comes_as_a_result_too() {
    LatchkeyAndroid latchkey = latchkey();
    answers(500, "{\"error\":\"server_error\"}");
    latchkey.loginWithProvider("google", null, activity);
    Intent started = started().intent;
    shadowOf(app).clearNextStartedActivities();

    ActivityController<LoginActivity> shown =
        Robolectric.buildActivity(LoginActivity.class, started).create().start().resume();
    assertThat(shown.get().isFinishing()).isTrue();
    assertThat(shadowOf(shown.get()).getNextStartedActivity()).isNull();
    result(
        latchkey, shadowOf(shown.get()).getResultCode(), shadowOf(shown.get()).getResultIntent());
    untilTold();
    assertThat(failures.get(0).getCode()).isEqualTo(500);
    assertThat(Objects.requireNonNull(failures.get(0).getData()).getError())
        .isEqualTo("server_error");
  }

  @Test
  public void results_of_others_are_left_to_them() {
    LatchkeyAndroid latchkey = latchkey();
    assertThat(latchkey.onLoginActivityResult(1, 0, null, this::welcome, this::explain)).isFalse();
    assertThat(latchkey.onLogoutResult(1, 0, null, () -> {}, this::explain)).isFalse();
    shadowOf(Looper.getMainLooper()).idle();
    assertThat(failures).isEmpty();
  }

  // --- commands --------------------------------------------------------------------------------

  @Test
  public void a_command_waits_for_the_redirect() {
    LatchkeyAndroid latchkey = latchkey();
    Command<AuthToken> login = latchkey.getClient().loginWithWeb(LOGIN);
    ActivityController<LoginActivity> tab = tab();
    HttpUrl page = page(tab.getIntent());
    tab.create().start().resume().pause().stop();

    answers(200, TOKENS);
    Uri back = Uri.parse(REDIRECT + "?code=c&state=" + page.queryParameter("state"));
    tab.newIntent(LoginActivity.redirected(app, back)).restart().resume();
    assertThat(await(login).getAccessToken()).isEqualTo("access");
  }

  /** The activity that a command has started. */
  private ActivityController<LoginActivity> tab() {
    List<Intent> started = new ArrayList<>();
    until(() -> {
      Intent next = shadowOf(app).getNextStartedActivity();
      if (next != null && next.getComponent() != null) { // no tab of the one before
        started.add(next);
      }
      return !started.isEmpty();
    });
    assertThat(started.get(0).getFlags() & Intent.FLAG_ACTIVITY_NEW_TASK).isNotZero();
    return Robolectric.buildActivity(LoginActivity.class, started.get(0));
  }

  @Test
  public void a_command_ends_when_the_user_gives_up_or_there_is_no_browser() {
    Command<AuthToken> givenUp = latchkey().getClient().loginWithWeb(LOGIN);
    tab().create().start().resume().pause().stop().restart().resume();
    assertThat(failureOf(givenUp).getErrorCode()).isEqualTo(ErrorCode.WebFlowCanceled);

    Command<AuthToken> swiped = latchkey().getClient().loginWithWeb(LOGIN);
    ActivityController<LoginActivity> tab = tab().create().start().resume();
    tab.get().finish();
    tab.pause().stop().destroy();
    assertThat(failureOf(swiped).getErrorCode()).isEqualTo(ErrorCode.WebFlowCanceled);

    Command<AuthToken> without = latchkey().getClient().loginWithWeb(LOGIN);
    ActivityController<LoginActivity> alone = tab();
    shadowOf(app).checkActivities(true);
    alone.create().start().resume();
    assertThat(failureOf(without).getErrorCode()).isEqualTo(ErrorCode.CustomTabUnavailable);
  }

  @Test
  public void callbacks_come_on_the_main_thread_one_of_them_once() {
    answers(200, TOKENS);
    latchkey().getClient().refreshAccessToken(token(), this::welcome, this::explain);
    untilTold();
    answers(401, "{\"error\":\"invalid_grant\"}");
    onMainThread.clear();
    welcomed.clear();
    latchkey().getClient().refreshAccessToken(token(), this::welcome, this::explain);
    untilTold();
    assertThat(failures).hasSize(1);
    assertThat(welcomed).isEmpty();
  }

  private static AuthToken token() {
    return AuthToken.builder().setAccessToken("a").setRefreshToken("r").build();
  }

  @Test
  public void the_server_is_told_of_the_device_and_its_languages() {
    LocaleList.setDefault(new LocaleList(Locale.CANADA_FRENCH, Locale.GERMANY, Locale.UK));
    answers(200, "{\"scope\":\"openid\"}");
    answers(200, "{\"scope\":\"openid\"}");
    LatchkeyAndroid latchkey = latchkey();
    await(latchkey.getClient().initialize());
    RecordedRequest first = request();
    assertThat(first.getHeaders().get("Accept-Language"))
        .isEqualTo("fr-CA, de-DE;q=0.9, en-GB;q=0.8");
    assertThat(first.getUrl().queryParameter("platform")).isEqualTo("android");
    assertThat(first.getUrl().queryParameter("device")).isNotEmpty();
    LocaleList.setDefault(new LocaleList(Locale.JAPAN));
    await(latchkey.getClient().initialize());
    assertThat(request().getHeaders().get("Accept-Language")).isEqualTo("ja-JP");
  }

  // --- links and logouts -----------------------------------------------------------------------

  @Test
  public void the_link_of_a_mail_logs_in_also_in_a_later_process() throws Exception {
    answers(200, "{\"scope\":\"openid\"}");
    answers(200, "");
    await(latchkey().getClient().startPasswordless("a@b.example", null, null));
    request();
    JSONObject asked = new JSONObject(body(request()));

    answers(200, TOKENS);
    Intent link = new Intent(Intent.ACTION_VIEW, Uri.parse(REDIRECT + "?code=c"));
    assertThat(latchkey().onLink(link, this::welcome, this::explain)).isTrue();
    untilTold();
    assertThat(welcomed).hasSize(1);
    assertThat(Pkce.hash(new JSONObject(body(request())).getString("code_verifier")))
        .isEqualTo(asked.getString("code_challenge"));
  }

  @Test
  public void a_link_that_brings_no_code_says_what_it_brings() {
    LatchkeyAndroid latchkey = latchkey();
    for (String query : new String[] {"error=access_denied", "other=1"}) {
      failures.clear();
      onMainThread.clear();
      latchkey.onLink(redirect(query), this::welcome, this::explain);
      untilTold();
      assertThat(failures.get(0).getErrorCode())
          .isEqualTo(
              query.startsWith("error") ? ErrorCode.OAuthAuthorizationError : ErrorCode.NoAuthCode);
    }
  }

  @Test
  public void other_intents_are_no_links() {
    LatchkeyAndroid latchkey = latchkey();
    for (String uri :
        new String[] {
          "reachfive://other/callback?code=c",
          "reachfive://app/other?code=c",
          "https://app/callback?code=c",
          "mailto:a@b.example"
        }) {
      Intent intent = new Intent(Intent.ACTION_VIEW, Uri.parse(uri));
      assertThat(latchkey.onLink(intent, this::welcome, this::explain)).as(uri).isFalse();
    }
    assertThat(latchkey.onLink(null, this::welcome, this::explain)).isFalse();
    assertThat(latchkey.onLink(new Intent(), this::welcome, this::explain)).isFalse();
  }

  @Test
  public void a_logout_in_the_browser_comes_back_as_a_result() {
    LatchkeyAndroid latchkey = latchkey();
    latchkey.logoutWithWeb(activity);
    IntentForResult started = started();
    assertThat(LatchkeyAndroid.isLogoutRequestCode(started.requestCode)).isTrue();
    HttpUrl page = page(started.intent);
    assertThat(page.encodedPath()).isEqualTo("/identity/v1/logout");
    assertThat(page.queryParameter("redirect_to")).isEqualTo(REDIRECT);

    List<String> told = new ArrayList<>();
    latchkey.onLogoutResult(
        started.requestCode,
        Activity.RESULT_OK,
        new Intent().setData(Uri.parse(REDIRECT)),
        () -> told.add("out"),
        this::explain);
    assertThat(told).containsExactly("out");
    latchkey.onLogoutResult(
        started.requestCode, Activity.RESULT_CANCELED, null, () -> told.add("x"), this::explain);
    assertThat(failures.get(0).getErrorCode()).isEqualTo(ErrorCode.WebFlowCanceled);
    assertThat(told).hasSize(1);
  }
}
