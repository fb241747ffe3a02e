package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.ClientConfig;
import dev.latchkey.sdk.model.CredentialMfaType;
import dev.latchkey.sdk.model.CredentialType;
import dev.latchkey.sdk.model.DeviceCredential;
import dev.latchkey.sdk.model.EmailVerification;
import dev.latchkey.sdk.model.ListMfaCredentials;
import dev.latchkey.sdk.model.ListMfaTrustedDevices;
import dev.latchkey.sdk.model.MfaRegistration;
import dev.latchkey.sdk.model.PasswordLoginRequest;
import dev.latchkey.sdk.model.PasswordlessRequest;
import dev.latchkey.sdk.model.PendingLogin;
import dev.latchkey.sdk.model.Profile;
import dev.latchkey.sdk.model.ProfileSignupRequest;
import dev.latchkey.sdk.model.ProfileWebAuthnSignupRequest;
import dev.latchkey.sdk.model.ProviderConfig;
import dev.latchkey.sdk.model.SessionDevice;
import dev.latchkey.sdk.model.SignupRequest;
import dev.latchkey.sdk.model.SignupResponse;
import dev.latchkey.sdk.model.StartMfaPasswordlessResponse;
import dev.latchkey.sdk.model.StartStepUpFlow;
import dev.latchkey.sdk.model.UpdatePasswordRequest;
import dev.latchkey.sdk.model.WebAuthnLoginRequest;
import dev.latchkey.sdk.model.WebLoginRequest;
import dev.latchkey.sdk.platform.Browser;
import dev.latchkey.sdk.platform.IdTokenVerifier;
import dev.latchkey.sdk.platform.LoopbackBrowser;
import dev.latchkey.sdk.platform.PasskeyAuthenticator;
import dev.latchkey.sdk.platform.PkceStore;
import java.io.Closeable;
import java.net.CookieManager;
import java.net.CookieStore;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The server as an app sees it: one client for one domain and client id, whose methods are all that
 * can be asked. Thread-safe. What each method does is said in its group:
 *
 * <ul>
 *   <li>{@link StartCommands}: what the server says about this client
 *   <li>{@link SignupCommands}, {@link PasswordCommands}, {@link PasswordlessCommands}, {@link
 *       WebCommands}, {@link PasskeyCommands}: ways in
 *   <li>{@link TokenCommands}: getting, renewing and giving up tokens
 *   <li>{@link ProfileCommands}: the user's profile
 *   <li>{@link MfaCommands}: second factors and trusted devices
 *   <li>{@link SessionDeviceCommands}: where the user is logged in
 * </ul>
 */
public final class LatchkeyClient
    implements StartCommands,
        SignupCommands,
        PasswordCommands,
        PasswordlessCommands,
        WebCommands,
        TokenCommands,
        ProfileCommands,
        PasskeyCommands,
        MfaCommands,
        SessionDeviceCommands,
        Closeable {

  /** The version of this SDK, which the server is told. */
  static final String VERSION = "0.1.0";

  private final Start start;
  private final Signup signup;
  private final Passwords passwords;
  private final Passwordless passwordless;
  private final Web web;
  private final Tokens tokens;
  private final Profiles profiles;
  private final Passkeys passkeys;
  private final Mfa mfa;
  private final SessionDevices sessionDevices;
  private final String correlationId;
  private final Runnable close;

  private LatchkeyClient(Builder builder) {
    correlationId = UUID.randomUUID().toString();
    OkHttpClient http = builder.http();
    ExecutorService own = builder.network == null ? threads() : null;
    Api api =
        new Api(
            builder.config,
            builder.transport(http, correlationId),
            own == null ? Objects.requireNonNull(builder.network) : own,
            builder.callbacks,
            builder.pkces);
    start = new Start(api);
    Pages pages = new Pages(builder.browser());
    tokens = new Tokens(api, pages, builder.idTokenVerifier);
    web = new Web(api, start, tokens, pages);
    signup = new Signup(api, start, tokens);
    StepUps stepUps = new StepUps(api, start, tokens);
    passwords = new Passwords(api, start, tokens, stepUps);
    passwordless = new Passwordless(api, start, tokens);
    profiles = new Profiles(api);
    passkeys = new Passkeys(api, start, tokens, passwords, builder.authenticator, builder.device);
    mfa = new Mfa(api, stepUps);
    sessionDevices = new SessionDevices(api);
    close =
        () -> {
          if (own != null) {
            own.shutdown();
          }
          if (builder.http == null) {
            http.connectionPool().evictAll();
          }
        };
  }

  /**
   * {@return a client with everything as it is by default}
   *
   * @param config which server, and which of its clients this app is
   */
  public static LatchkeyClient create(SdkConfig config) {
    return builder(config).build();
  }

  /**
   * {@return a builder}
   *
   * @param config which server, and which of its clients this app is
   */
  public static Builder builder(SdkConfig config) {
    return new Builder(config);
  }

  /** {@return what the server's log has for every call of this client} */
  public String getCorrelationId() {
    return correlationId;
  }

  /** Lets commands under way end, begins none, and gives threads and connections back. */
  @Override
  public void close() {
    close.run();
  }

  private static ExecutorService threads() {
    AtomicInteger count = new AtomicInteger();
    return Executors.newCachedThreadPool(work -> {
      Thread thread = new Thread(work, "latchkey-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    });
  }

  // --- StartCommands ---------------------------------------------------------------------------

  @Override
  public Command<ClientConfig> initialize() {
    return start.initialize();
  }

  @Override
  public Command<List<ProviderConfig>> loadSocialProviders() {
    return start.loadSocialProviders();
  }

  @Override
  public List<ProviderConfig> getProviders() {
    return start.getProviders();
  }

  @Override
  public @Nullable ProviderConfig getProvider(String name) {
    return start.getProvider(name);
  }

  // --- SignupCommands --------------------------------------------------------------------------

  @Override
  public Command<SignupResponse> signup(
      ProfileSignupRequest profile, @Nullable Collection<String> scope) {
    return signup.signup(profile, scope);
  }

  @Override
  public Command<SignupResponse> signup(SignupRequest request) {
    return signup.signup(request);
  }

  // --- PasswordCommands ------------------------------------------------------------------------

  @Override
  public Command<AuthToken> loginWithPassword(
      String username, String password, @Nullable Collection<String> scope) {
    return passwords.loginWithPassword(username, password, scope);
  }

  @Override
  public Command<AuthToken> loginWithPassword(PasswordLoginRequest request) {
    return passwords.loginWithPassword(request);
  }

  @Override
  public Command<Void> requestPasswordReset(
      @Nullable String email, @Nullable String redirectUrl, @Nullable String phoneNumber) {
    return passwords.requestPasswordReset(email, redirectUrl, phoneNumber);
  }

  @Override
  public Command<Void> requestPasswordReset(
      @Nullable String email,
      @Nullable String redirectUrl,
      @Nullable String phoneNumber,
      @Nullable String origin) {
    return passwords.requestPasswordReset(email, redirectUrl, phoneNumber, origin);
  }

  @Override
  public Command<Void> updatePassword(UpdatePasswordRequest updatePasswordRequest) {
    return passwords.updatePassword(updatePasswordRequest);
  }

  @Override
  public Command<Void> requestAccountRecovery(
      @Nullable String email, @Nullable String phoneNumber, @Nullable String redirectUrl) {
    return passwords.requestAccountRecovery(email, phoneNumber, redirectUrl);
  }

  // --- PasswordlessCommands --------------------------------------------------------------------

  @Override
  public Command<Void> startPasswordless(
      @Nullable String email, @Nullable String phoneNumber, @Nullable String redirectUrl) {
    return passwordless.startPasswordless(email, phoneNumber, redirectUrl);
  }

  @Override
  public Command<Void> startPasswordless(PasswordlessRequest request) {
    return passwordless.startPasswordless(request);
  }

  @Override
  public Command<AuthToken> verifyPasswordless(String phoneNumber, String verificationCode) {
    return passwordless.verifyPasswordless(phoneNumber, verificationCode);
  }

  @Override
  public Command<AuthToken> verifyPasswordlessByEmail(String email, String verificationCode) {
    return passwordless.verifyPasswordlessByEmail(email, verificationCode);
  }

  // --- WebCommands -----------------------------------------------------------------------------

  @Override
  public Command<AuthToken> loginWithProvider(
      String name, @Nullable Collection<String> scope, @Nullable String origin) {
    return web.loginWithProvider(name, scope, origin);
  }

  @Override
  public Command<AuthToken> loginWithWeb(WebLoginRequest request) {
    return web.loginWithWeb(request);
  }

  @Override
  public Command<Void> logoutWithWeb() {
    return web.logoutWithWeb();
  }

  @Override
  public Command<PendingLogin> buildAuthorizeUrl(WebLoginRequest request) {
    return web.buildAuthorizeUrl(request);
  }

  @Override
  public Command<AuthToken> handleRedirect(URI redirect) {
    return web.handleRedirect(redirect);
  }

  // --- TokenCommands ---------------------------------------------------------------------------

  @Override
  public Command<AuthToken> exchangeCodeForToken(String authorizationCode) {
    return tokens.exchangeCodeForToken(authorizationCode);
  }

  @Override
  public Command<AuthToken> refreshAccessToken(AuthToken authToken) {
    return tokens.refreshAccessToken(authToken);
  }

  @Override
  public Command<Void> logout() {
    return tokens.logout();
  }

  @Override
  public Command<Void> logout(@Nullable AuthToken tokens, boolean ssoCustomTab) {
    return this.tokens.logout(tokens, ssoCustomTab);
  }

  // --- ProfileCommands -------------------------------------------------------------------------

  @Override
  public Command<Profile> getProfile(AuthToken authToken) {
    return profiles.getProfile(authToken);
  }

  @Override
  public Command<Profile> updateProfile(AuthToken authToken, Profile profile) {
    return profiles.updateProfile(authToken, profile);
  }

  @Override
  public Command<Profile> updateEmail(
      AuthToken authToken, String email, @Nullable String redirectUrl) {
    return profiles.updateEmail(authToken, email, redirectUrl);
  }

  @Override
  public Command<Profile> updatePhoneNumber(AuthToken authToken, String phoneNumber) {
    return profiles.updatePhoneNumber(authToken, phoneNumber);
  }

  @Override
  public Command<Void> verifyPhoneNumber(
      AuthToken authToken, String phoneNumber, String verificationCode) {
    return profiles.verifyPhoneNumber(authToken, phoneNumber, verificationCode);
  }

  @Override
  public Command<EmailVerification> sendEmailVerification(
      AuthToken authToken,
      @Nullable String redirectUrl,
      @Nullable String returnToAfterEmailConfirmation) {
    return profiles.sendEmailVerification(authToken, redirectUrl, returnToAfterEmailConfirmation);
  }

  @Override
  public Command<Void> verifyEmail(AuthToken authToken, String email, String verificationCode) {
    return profiles.verifyEmail(authToken, email, verificationCode);
  }

  // --- PasskeyCommands -------------------------------------------------------------------------

  @Override
  public Command<SignupResponse> signupWithPasskey(
      ProfileWebAuthnSignupRequest profile,
      @Nullable String friendlyName,
      @Nullable Collection<String> scope,
      @Nullable String origin) {
    return passkeys.signupWithPasskey(profile, friendlyName, scope, origin);
  }

  @Override
  public Command<SignupResponse> signupWithWebAuthn(
      ProfileWebAuthnSignupRequest profile,
      String originWebauthn,
      @Nullable String friendlyName,
      @Nullable String origin) {
    return passkeys.signupWithWebAuthn(profile, originWebauthn, friendlyName, origin);
  }

  @Override
  public Command<AuthToken> loginWithPasskey(
      WebAuthnLoginRequest loginRequest,
      @Nullable Collection<String> scope,
      @Nullable String origin) {
    return passkeys.loginWithPasskey(loginRequest, scope, origin);
  }

  @Override
  public Command<AuthToken> loginWithWebAuthn(
      WebAuthnLoginRequest loginRequest, @Nullable String origin) {
    return passkeys.loginWithWebAuthn(loginRequest, origin);
  }

  @Override
  public Command<AuthToken> discoverableLogin(
      @Nullable Collection<String> scope,
      @Nullable String origin,
      Set<CredentialType> requestCredentialTypes) {
    return passkeys.discoverableLogin(scope, origin, requestCredentialTypes);
  }

  @Override
  public Command<Void> registerNewPasskey(AuthToken authToken, @Nullable String friendlyName) {
    return passkeys.registerNewPasskey(authToken, friendlyName);
  }

  @Override
  public Command<Void> addNewWebAuthnDevice(
      AuthToken authToken, String originWebauthn, @Nullable String friendlyName) {
    return passkeys.addNewWebAuthnDevice(authToken, originWebauthn, friendlyName);
  }

  @Override
  public Command<List<DeviceCredential>> listWebAuthnDevices(AuthToken authToken) {
    return passkeys.listWebAuthnDevices(authToken);
  }

  @Override
  public Command<Void> removeWebAuthnDevice(AuthToken authToken, String deviceId) {
    return passkeys.removeWebAuthnDevice(authToken, deviceId);
  }

  @Override
  public Command<Void> resetPasskeys(
      @Nullable String email,
      @Nullable String phoneNumber,
      @Nullable String friendlyName,
      String verificationCode) {
    return passkeys.resetPasskeys(email, phoneNumber, friendlyName, verificationCode);
  }

  // --- MfaCommands -----------------------------------------------------------------------------

  @Override
  public Command<MfaRegistration> startMfaPhoneNumberRegistration(
      AuthToken authToken, String phoneNumber, @Nullable String action, boolean trustDevice) {
    return mfa.startMfaPhoneNumberRegistration(authToken, phoneNumber, action, trustDevice);
  }

  @Override
  public Command<Void> verifyMfaPhoneNumberRegistration(
      AuthToken authToken, String verificationCode, boolean trustDevice) {
    return mfa.verifyMfaPhoneNumberRegistration(authToken, verificationCode, trustDevice);
  }

  @Override
  public Command<MfaRegistration> startMfaEmailRegistration(
      AuthToken authToken,
      @Nullable String redirectUri,
      @Nullable String action,
      boolean trustDevice) {
    return mfa.startMfaEmailRegistration(authToken, redirectUri, action, trustDevice);
  }

  @Override
  public Command<Void> verifyMfaEmailRegistration(
      AuthToken authToken, String verificationCode, boolean trustDevice) {
    return mfa.verifyMfaEmailRegistration(authToken, verificationCode, trustDevice);
  }

  @Override
  public Command<ListMfaCredentials> listMfaCredentials(AuthToken authToken) {
    return mfa.listMfaCredentials(authToken);
  }

  @Override
  public Command<Void> removeMfaPhoneNumber(AuthToken authToken, String phoneNumber) {
    return mfa.removeMfaPhoneNumber(authToken, phoneNumber);
  }

  @Override
  public Command<Void> removeMfaEmail(AuthToken authToken) {
    return mfa.removeMfaEmail(authToken);
  }

  @Override
  public Command<StartMfaPasswordlessResponse> startStepUp(
      StartStepUpFlow startStepUpFlow,
      CredentialMfaType authType,
      @Nullable String redirectUri,
      @Nullable Collection<String> scope,
      @Nullable String origin) {
    return mfa.startStepUp(startStepUpFlow, authType, redirectUri, scope, origin);
  }

  @Override
  public Command<AuthToken> endStepUp(
      String challengeId, String verificationCode, boolean trustDevice) {
    return mfa.endStepUp(challengeId, verificationCode, trustDevice);
  }

  @Override
  public Command<ListMfaTrustedDevices> listMfaTrustedDevices(AuthToken authToken) {
    return mfa.listMfaTrustedDevices(authToken);
  }

  @Override
  public Command<Void> removeMfaTrustedDevice(AuthToken authToken, String trustedDeviceId) {
    return mfa.removeMfaTrustedDevice(authToken, trustedDeviceId);
  }

  // --- SessionDeviceCommands -------------------------------------------------------------------

  @Override
  public Command<List<SessionDevice>> listSessionDevices(AuthToken authToken) {
    return sessionDevices.listSessionDevices(authToken);
  }

  @Override
  public Command<Void> removeSessionDevice(AuthToken authToken, String deviceId) {
    return sessionDevices.removeSessionDevice(authToken, deviceId);
  }

  /** Puts a client together. Used by one thread. */
  public static final class Builder {

    private final SdkConfig config;
    private @Nullable OkHttpClient http;
    private @Nullable Executor network;
    private Executor callbacks = Runnable::run;
    private @Nullable Browser browser;
    private @Nullable PasskeyAuthenticator authenticator;
    private @Nullable IdTokenVerifier idTokenVerifier;
    private PkceStore pkces = PkceStore.inMemory();
    private CookieStore cookies = new CookieManager().getCookieStore();
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration readTimeout = Duration.ofSeconds(30);
    private Duration retryPause = Duration.ofMillis(300);
    private int retries = 2;
    private Supplier<String> languages = () -> Locale.getDefault().toLanguageTag();
    private String platform = "java";
    private String device =
        System.getProperty("os.name", "") + " " + System.getProperty("os.arch", "");

    private Builder(SdkConfig config) {
      this.config = Objects.requireNonNull(config, "config");
    }

    /**
     * Sends by an HTTP client of the app's: with its proxy, its certificate pins, its connections.
     * Time-outs and redirects are set here all the same, and it keeps no cookies.
     *
     * @param client the client
     * @return this
     */
    public Builder httpClient(OkHttpClient client) {
      this.http = Objects.requireNonNull(client, "client");
      return this;
    }

    /**
     * Runs commands on threads of the app's, one for each command at a time.
     *
     * @param executor the threads; closing the client leaves them alone
     * @return this
     */
    public Builder networkExecutor(Executor executor) {
      this.network = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * Calls callbacks there, such as on the thread that draws a user interface; by default on the
     * thread that did the command.
     *
     * @param executor where
     * @return this
     */
    public Builder callbackExecutor(Executor executor) {
      this.callbacks = Objects.requireNonNull(executor, "executor");
      return this;
    }

    /**
     * Shows pages by that browser; by default by the system's, at the redirect URI of the
     * configuration when that is one of the loopback interface.
     *
     * @param pages the browser
     * @return this
     */
    public Builder browser(Browser pages) {
      this.browser = Objects.requireNonNull(pages, "pages");
      return this;
    }

    /**
     * Makes and shows passkeys by that; by default there is nothing that does.
     *
     * @param passkeys what does it
     * @return this
     */
    public Builder passkeyAuthenticator(PasskeyAuthenticator passkeys) {
      this.authenticator = Objects.requireNonNull(passkeys, "passkeys");
      return this;
    }

    /**
     * Lets every ID token be checked by that, too.
     *
     * @param verifier what checks
     * @return this
     */
    public Builder idTokenVerifier(IdTokenVerifier verifier) {
      this.idTokenVerifier = Objects.requireNonNull(verifier, "verifier");
      return this;
    }

    /**
     * Remembers logins under way there; by default in memory.
     *
     * @param store where
     * @return this
     */
    public Builder pkceStore(PkceStore store) {
      this.pkces = Objects.requireNonNull(store, "store");
      return this;
    }

    /**
     * Keeps the server's cookies there: the session, and that this device is trusted. By default in
     * memory.
     *
     * @param store where, for this client alone
     * @return this
     */
    public Builder cookieStore(CookieStore store) {
      this.cookies = Objects.requireNonNull(store, "store");
      return this;
    }

    /**
     * Sets how long to wait for the server.
     *
     * @param connect for a connection, 10 seconds by default
     * @param read for each part of an answer, 30 seconds by default
     * @return this
     */
    public Builder timeouts(Duration connect, Duration read) {
      this.connectTimeout = Objects.requireNonNull(connect, "connect");
      this.readTimeout = Objects.requireNonNull(read, "read");
      return this;
    }

    /**
     * Sets how often what is safe to be sent twice is tried again: reading, after a failure of the
     * network or an answer that says it will pass.
     *
     * @param times 2 by default; 0: never
     * @param firstPause about how long before the second try, 300 milliseconds by default; every
     *     further pause is twice as long
     * @return this
     */
    public Builder retries(int times, Duration firstPause) {
      if (times < 0 || times > 10) {
        throw new IllegalArgumentException("Between 0 and 10 retries");
      }
      this.retries = times;
      this.retryPause = Objects.requireNonNull(firstPause, "firstPause");
      return this;
    }

    /**
     * Sets what the server is told of this device, and what a passkey is called without a name.
     *
     * @param platformName such as {@code java} or {@code android}
     * @param deviceName such as {@code Linux amd64}
     * @return this
     */
    public Builder device(String platformName, String deviceName) {
      this.platform = Objects.requireNonNull(platformName, "platformName");
      this.device = Objects.requireNonNull(deviceName, "deviceName");
      return this;
    }

    /**
     * Asks for texts in those languages, when the configuration names none; by default in the one
     * of the JVM.
     *
     * @param machine asked for each call; gives languages as {@code Accept-Language} has them
     * @return this
     */
    public Builder languages(Supplier<String> machine) {
      this.languages = Objects.requireNonNull(machine, "machine");
      return this;
    }

    /** {@return the client} */
    public LatchkeyClient build() {
      return new LatchkeyClient(this);
    }

    private OkHttpClient http() {
      return (http == null ? new OkHttpClient() : http)
          .newBuilder()
          .followRedirects(false)
          .followSslRedirects(false)
          .cookieJar(CookieJar.NO_COOKIES)
          .cache(null)
          .connectTimeout(connectTimeout)
          .readTimeout(readTimeout)
          .writeTimeout(readTimeout)
          .build();
    }

    private Transport transport(OkHttpClient client, String correlationId) {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Accept", "application/json");
      headers.put("X-R5-Correlation-Id", correlationId);
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put("platform", platform);
      metadata.put("device", device);
      metadata.put("version", VERSION);
      return new Transport(
          client,
          HttpUrl.get(config.getBaseUrl()),
          headers,
          config.getLanguage() == null ? languages : config::getLanguage,
          metadata,
          new Cookies(cookies, config.getDomain()),
          retries,
          retryPause);
    }

    private @Nullable Browser browser() {
      return browser == null && config.getScheme().startsWith("http://")
          ? LoopbackBrowser.at(config.getScheme())
          : browser;
    }
  }
}
