package dev.latchkey.sdk.android;

import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.net.Uri;
import android.os.Build;
import dev.latchkey.sdk.LatchkeyClient;
import dev.latchkey.sdk.LatchkeyException;
import dev.latchkey.sdk.SdkConfig;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.WebLoginRequest;
import dev.latchkey.sdk.platform.Pkce;
import java.io.Closeable;
import java.io.File;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server as an Android app sees it: a {@link LatchkeyClient} with all that the device brings,
 * and the logins that an activity starts and gets the result of. Make one, in the {@link
 * android.app.Application}, and keep it. Thread-safe.
 *
 * <p>The client of {@link #getClient} calls callbacks on the main thread, opens pages in a custom
 * tab, asks in the device's languages, remembers logins under way and cookies in encrypted storage,
 * and makes passkeys with the device's Credential Manager.
 *
 * <p>There are two ways to log in by a page of the server. A command such as {@link
 * LatchkeyClient#loginWithWeb} is the simple one, and ends with the process. What is started with
 * an activity, such as {@link #loginWithWeb(WebLoginRequest, Activity)}, comes back to {@link
 * Activity#onActivityResult} also after the system has stopped the process in between.
 */
public final class LatchkeyAndroid implements Closeable {

  /** Request code of logins that {@link #loginWithProvider} and {@link #loginWithWeb} start. */
  public static final int LOGIN_REQUEST_CODE = 0x4C4B;

  /** Request code of logouts that {@link #logoutWithWeb} starts. */
  public static final int LOGOUT_REQUEST_CODE = 0x4C4C;

  private static final String KEY_ALIAS = "dev.latchkey";

  /** What went wrong before a page could be shown, until the activity is told. */
  private static final Map<String, LatchkeyError> FAILURES = new ConcurrentHashMap<>();

  private final Context context;
  private final SdkConfig config;
  private final LatchkeyClient client;
  private final TokenStore tokens;
  private final CurrentActivity current;
  private final Executor mainThread = new MainThread();

  private LatchkeyAndroid(
      Context context, SdkConfig config, Consumer<? super LatchkeyClient.Builder> settings) {
    this.context = context.getApplicationContext();
    this.config = config;
    Vault vault = vault(this.context, config);
    tokens = new TokenStore(vault, System::currentTimeMillis);
    current = CurrentActivity.follow(context);
    LatchkeyClient.Builder builder =
        LatchkeyClient.builder(config)
            .callbackExecutor(mainThread)
            .browser(new CustomTabBrowser(this.context, config.getScheme()))
            .pkceStore(new VaultPkceStore(vault))
            .cookieStore(
                new VaultCookieStore(
                    vault, URI.create(config.getBaseUrl()), System::currentTimeMillis))
            .languages(DeviceLanguages::header)
            .device("android", Build.MANUFACTURER + " " + Build.MODEL)
            .passkeyAuthenticator(
                Build.VERSION.SDK_INT >= DevicePasskeys.FIRST_API
                    ? new DevicePasskeys(this.context, current)
                    : new NoPasskeys());
    settings.accept(builder);
    client = builder.build();
  }

  /** One file for each server and client; what is in it is bound to its name. */
  private static Vault vault(Context context, SdkConfig config) {
    String owner = Pkce.hash(config.getDomain() + "|" + config.getClientId());
    File file = new File(context.getNoBackupFilesDir(), "latchkey-" + owner + ".vault");
    return new Vault(file, new KeystoreCipher(KEY_ALIAS));
  }

  /**
   * {@return one with everything as it is by default}
   *
   * @param context of the app; an activity that is given is not held on to
   * @param config which server, and which of its clients this app is
   */
  public static LatchkeyAndroid create(Context context, SdkConfig config) {
    return create(context, config, builder -> {});
  }

  /**
   * {@return one whose client is set up by the app}
   *
   * @param context of the app; an activity that is given is not held on to
   * @param config which server, and which of its clients this app is
   * @param settings changes what the device brings: another HTTP client, other time-outs
   */
  public static LatchkeyAndroid create(
      Context context, SdkConfig config, Consumer<? super LatchkeyClient.Builder> settings) {
    return new LatchkeyAndroid(
        Objects.requireNonNull(context, "context"),
        Objects.requireNonNull(config, "config"),
        settings);
  }

  /** {@return the client, which has all commands} */
  public LatchkeyClient getClient() {
    return client;
  }

  /** {@return where the app may keep the user's tokens} */
  public TokenStore getTokenStore() {
    return tokens;
  }

  /** Lets commands under way end, and begins none. */
  @Override
  public void close() {
    current.stop();
    client.close();
  }

  // --- logging in ------------------------------------------------------------------------------

  /**
   * Logs a user in with a provider. How it ends, {@link Activity#onActivityResult} of the activity
   * is told, and tells {@link #onLoginActivityResult}.
   *
   * @param name the provider, such as {@code google}
   * @param origin where in the app the call came from, for reports; or null
   * @param activity that is told
   */
  public void loginWithProvider(String name, @Nullable String origin, Activity activity) {
    loginWithProvider(name, null, origin, activity);
  }

  /**
   * Logs a user in with a provider. How it ends, {@link Activity#onActivityResult} of the activity
   * is told, and tells {@link #onLoginActivityResult}.
   *
   * @param name the provider, such as {@code google}
   * @param scope what the tokens may be used for; null: what the client has by default
   * @param origin where in the app the call came from, for reports; or null
   * @param activity that is told
   */
  public void loginWithProvider(
      String name, @Nullable Collection<String> scope, @Nullable String origin, Activity activity) {
    loginWithWeb(
        WebLoginRequest.builder()
            .setProvider(Objects.requireNonNull(name, "name"))
            .setScope(scope == null ? null : new ArrayList<>(scope))
            .setOrigin(origin)
            .build(),
        activity);
  }

  /**
   * Logs a user in on the server's pages. How it ends, {@link Activity#onActivityResult} of the
   * activity is told, and tells {@link #onLoginActivityResult}.
   *
   * @param request how
   * @param activity that is told
   */
  public void loginWithWeb(WebLoginRequest request, Activity activity) {
    loginWithWeb(request, activity, false);
  }

  /**
   * As {@link #loginWithWeb(WebLoginRequest, Activity)}, in a tab without the browser's sessions.
   *
   * @param request how
   * @param activity that is told
   * @param useEphemeralBrowsing whether the tab is to have no cookies of the browser, and leave
   *     none; browsers that cannot do it ignore it
   */
  public void loginWithWeb(
      WebLoginRequest request, Activity activity, boolean useEphemeralBrowsing) {
    Objects.requireNonNull(activity, "activity");
    CompletableFuture<?> unused =
        loginIntent(request, useEphemeralBrowsing)
            .exceptionally(thrown -> failing(errorOf(thrown)))
            .thenAcceptAsync(
                intent -> activity.startActivityForResult(intent, LOGIN_REQUEST_CODE), mainThread);
  }

  /**
   * An intent that logs a user in on the server's pages, for an activity that starts it for a
   * result by itself and gives that to {@link #loginResult}.
   *
   * @param request how
   * @param useEphemeralBrowsing whether the tab is to have no cookies of the browser, and leave
   *     none; browsers that cannot do it ignore it
   * @return completes with the intent; with {@link LatchkeyException} when the server does not say
   *     what scopes the client has
   */
  public CompletableFuture<Intent> loginIntent(
      WebLoginRequest request, boolean useEphemeralBrowsing) {
    return client
        .buildAuthorizeUrl(request)
        .thenApply(pending ->
            LoginActivity.showing(context, pending.getUrl().toString(), useEphemeralBrowsing));
  }

  /** An intent whose result is that failure: the one place where an app looks for failures. */
  private Intent failing(LatchkeyError error) {
    String id = UUID.randomUUID().toString();
    FAILURES.put(id, error);
    return LoginActivity.failing(context, id);
  }

  /**
   * Ends a login that was started for a result.
   *
   * @param resultCode as the activity was told
   * @param result as the activity was told
   * @return completes with the tokens, or with {@link LatchkeyException}: {@code WebFlowCanceled}
   *     when the user gave up, {@code CustomTabUnavailable} without a browser, {@code NullIntent}
   *     when the result has nothing in it, {@code NoPkce} for a redirect that is not of a login of
   *     this app, and what {@link LatchkeyClient#handleRedirect} fails with
   */
  public CompletableFuture<AuthToken> loginResult(int resultCode, @Nullable Intent result) {
    LatchkeyError failure = failureOf(resultCode, result);
    if (failure != null) {
      return failed(failure);
    }
    try {
      Uri redirect = Objects.requireNonNull(Objects.requireNonNull(result).getData());
      return client.handleRedirect(URI.create(redirect.toString()));
    } catch (IllegalArgumentException e) {
      return failed(error(ErrorCode.Unexpected, "The redirect is no URI"));
    }
  }

  /**
   * Ends a login, when the result is one; to be called by {@link Activity#onActivityResult}.
   *
   * @param requestCode as the activity was told
   * @param resultCode as the activity was told
   * @param intent as the activity was told
   * @param success called with the tokens, on the main thread
   * @param failure called with what went wrong as in {@link #loginResult}, on the main thread
   * @return whether it is the result of a login; when not, neither is called
   */
  public boolean onLoginActivityResult(
      int requestCode,
      int resultCode,
      @Nullable Intent intent,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    if (!isLoginRequestCode(requestCode)) {
      return false;
    }
    tell(loginResult(resultCode, intent), success, failure);
    return true;
  }

  /**
   * Logs a user in by the link of a mail, when it opened the app; to be called by an activity that
   * the app starts with, in {@link Activity#onCreate} and {@link Activity#onNewIntent}.
   *
   * @param intent that the activity was started with
   * @param success called with the tokens, on the main thread
   * @param failure called with what went wrong, on the main thread
   * @return whether it is such a link; when not, neither is called
   */
  public boolean onLink(
      @Nullable Intent intent,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    Uri link = intent == null ? null : intent.getData();
    if (link == null || !isRedirect(link)) {
      return false;
    }
    String code = link.getQueryParameter("code");
    tell(
        code == null ? failed(refusal(link)) : client.exchangeCodeForToken(code), success, failure);
    return true;
  }

  /** Whether it leads to the redirect URI of this app, whatever its query says. */
  private boolean isRedirect(Uri uri) {
    Uri own = Uri.parse(config.getScheme());
    return uri.isHierarchical()
        && Objects.equals(uri.getScheme(), own.getScheme())
        && Objects.equals(uri.getAuthority(), own.getAuthority())
        && Objects.equals(uri.getPath(), own.getPath());
  }

  private static LatchkeyError refusal(Uri link) {
    String error = link.getQueryParameter("error");
    return error == null
        ? error(ErrorCode.NoAuthCode, "The link brought no code")
        : error(ErrorCode.OAuthAuthorizationError, error);
  }

  // --- logging out -----------------------------------------------------------------------------

  /**
   * Ends the session that the browser has. How it ends, {@link Activity#onActivityResult} of the
   * activity is told, and tells {@link #onLogoutResult}.
   *
   * @param activity that is told
   */
  public void logoutWithWeb(Activity activity) {
    activity.startActivityForResult(logoutIntent(), LOGOUT_REQUEST_CODE);
  }

  /** {@return an intent that ends the session that the browser has} */
  public Intent logoutIntent() {
    Uri page =
        Uri.parse(config.getBaseUrl() + "/identity/v1/logout")
            .buildUpon()
            .appendQueryParameter("redirect_to", config.getScheme())
            .build();
    return LoginActivity.showing(context, page.toString(), false);
  }

  /**
   * Ends a logout, when the result is one; to be called by {@link Activity#onActivityResult}.
   *
   * @param requestCode as the activity was told
   * @param resultCode as the activity was told
   * @param intent as the activity was told
   * @param success called when the session has ended
   * @param failure called with what went wrong, such as {@code WebFlowCanceled}
   * @return whether it is the result of a logout; when not, neither is called
   */
  public boolean onLogoutResult(
      int requestCode,
      int resultCode,
      @Nullable Intent intent,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    if (!isLogoutRequestCode(requestCode)) {
      return false;
    }
    LatchkeyError error = failureOf(resultCode, intent);
    if (error == null) {
      success.run();
    } else {
      failure.accept(error);
    }
    return true;
  }

  /**
   * {@return whether a result with that request code is for {@link #onLoginActivityResult}}
   *
   * @param requestCode as the activity was told
   */
  public static boolean isLoginRequestCode(int requestCode) {
    return requestCode == LOGIN_REQUEST_CODE;
  }

  /**
   * {@return whether a result with that request code is for {@link #onLogoutResult}}
   *
   * @param requestCode as the activity was told
   */
  public static boolean isLogoutRequestCode(int requestCode) {
    return requestCode == LOGOUT_REQUEST_CODE;
  }

  // --- failures --------------------------------------------------------------------------------

  /** Why there is no redirect in a result; null when there is one. */
  private static @Nullable LatchkeyError failureOf(int resultCode, @Nullable Intent result) {
    String known = result == null ? null : result.getStringExtra(LoginActivity.FAILURE);
    LatchkeyError failure = known == null ? null : FAILURES.remove(known);
    if (failure != null) {
      return failure;
    }
    switch (resultCode) {
      case Activity.RESULT_OK:
        return result == null || result.getData() == null
            ? error(ErrorCode.NullIntent, "The result has nothing in it")
            : null;
      case Activity.RESULT_CANCELED:
        return error(ErrorCode.WebFlowCanceled, "The user did not come back from the browser");
      case LoginActivity.RESULT_NO_BROWSER:
        return error(ErrorCode.CustomTabUnavailable, "There is no browser on this device");
      default:
        return error(ErrorCode.Unexpected, "The result has the unknown code " + resultCode);
    }
  }

  private static LatchkeyError error(ErrorCode code, String message) {
    return new LatchkeyError(message, code.getCode(), null, null);
  }

  private static LatchkeyError errorOf(Throwable thrown) {
    Throwable cause = thrown;
    while (!(cause instanceof LatchkeyException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof LatchkeyException
        ? ((LatchkeyException) cause).getError()
        : new LatchkeyError(String.valueOf(cause.getMessage()), null, cause, null);
  }

  private static CompletableFuture<AuthToken> failed(LatchkeyError error) {
    CompletableFuture<AuthToken> failed = new CompletableFuture<>();
    failed.completeExceptionally(new LatchkeyException(error));
    return failed;
  }

  private void tell(
      CompletableFuture<AuthToken> login,
      Consumer<? super AuthToken> success,
      Consumer<? super LatchkeyError> failure) {
    CompletableFuture<AuthToken> unused =
        login.whenCompleteAsync(
            (tokens, thrown) -> {
              if (thrown == null) {
                success.accept(tokens);
              } else {
                failure.accept(errorOf(thrown));
              }
            },
            mainThread);
  }
}
