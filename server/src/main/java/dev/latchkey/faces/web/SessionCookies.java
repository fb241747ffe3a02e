package dev.latchkey.faces.web;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.grants.DecideLogin;
import dev.latchkey.platform.http.Cookie;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of contract section 1.15, and the one that tells a device the user has been on
 * before.
 */
public final class SessionCookies {

  private static final String SESSION = "__Host-SESSION";
  private static final String SESSION_LEGACY = "__Host-SESSION_LEGACY";
  private static final String DEVICE = "__Host-known-device-id";
  private static final String TRUSTED_DEVICE = "__Host-trusted-device-id";
  private static final String PROVIDER_LOGIN = "__Host-provider-login";
  private static final Duration PROVIDER_LOGIN_LIFETIME = Duration.ofHours(1);
  private static final String CROSS_SITE = "None";
  private static final Duration DEVICE_LIFETIME = Duration.ofDays(365);

  private SessionCookies() {}

  /**
   * The session the browser shows; the second cookie is for browsers that do not know {@code
   * SameSite=None}.
   */
  public static @Nullable String session(Request request) {
    return request.cookie(SESSION).or(() -> request.cookie(SESSION_LEGACY)).orElse(null);
  }

  public static Response withSession(
      Response response, Tenant tenant, String value, boolean persistent) {
    Duration maxAge = persistent ? tenant.session().lifetime() : null;
    return response
        .with(new Cookie(SESSION, value, maxAge, CROSS_SITE))
        .with(new Cookie(SESSION_LEGACY, value, maxAge, null));
  }

  public static Response withoutSession(Response response) {
    return response
        .with(Cookie.deleted(SESSION, CROSS_SITE))
        .with(Cookie.deleted(SESSION_LEGACY, null));
  }

  /** What tells a browser that comes back from a provider from any other. */
  public static Optional<String> providerLogin(Request request) {
    return request.cookie(PROVIDER_LOGIN).filter(value -> value.length() == 43);
  }

  /** Cross-site, because some providers let the browser post their answer. */
  public static Response withProviderLogin(Response response, String value) {
    return response.with(new Cookie(PROVIDER_LOGIN, value, PROVIDER_LOGIN_LIFETIME, CROSS_SITE));
  }

  public static Optional<String> device(Request request) {
    return request.cookie(DEVICE).filter(id -> id.length() == 43);
  }

  /** The device that needs no second factor; native clients send a header of the same name. */
  public static @Nullable String trustedDevice(Request request) {
    return request
        .cookie(TRUSTED_DEVICE)
        .or(() -> request.header(TRUSTED_DEVICE))
        .filter(id -> id.length() == 43)
        .orElse(null);
  }

  /** What a browser shows beside a first factor. */
  public static DecideLogin.Browser browser(Request request) {
    return new DecideLogin.Browser(session(request), trustedDevice(request));
  }

  public static Response withTrustedDevice(Response response, Tenant tenant, String value) {
    return response.with(
        new Cookie(TRUSTED_DEVICE, value, tenant.mfa().trustedDeviceLifetime(), CROSS_SITE));
  }

  public static Response withDevice(Response response, String id) {
    return response.with(new Cookie(DEVICE, id, DEVICE_LIFETIME, CROSS_SITE));
  }
}
