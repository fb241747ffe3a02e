package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.web.Call;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.http.Cookie;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import java.util.Optional;

/**
 * Tells a form that a page of ours gave to this very browser from anybody else's (attack classes 18
 * and 35): the browser must say that it comes from our origin, and the form must hold a token that
 * only a page which knows the browser's cookie could write. Either would do; together they hold
 * where one fails. A login is guarded like anything else, or a page could log its visitor in as
 * somebody else.
 */
final class FormGuard {

  static final String FIELD = "form_token";

  private static final String COOKIE = "__Host-pages";

  private FormGuard() {}

  /** The browser's own secret, if it has one. */
  static Optional<String> browser(Request request) {
    return request.cookie(COOKIE).filter(value -> value.length() == 43);
  }

  static Response withBrowser(Response response, String secret) {
    return response.with(new Cookie(COOKIE, secret, null, "Lax"));
  }

  /** For forms of that browser. It tells nothing of the secret. */
  static String token(String secret) {
    return Digest.base64Url(Digest.sha256("latchkey-form:" + secret));
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code ORIGIN_NOT_ALLOWED}: not from a page of
   *     ours; {@code INVALID_STATE}: not of this browser
   */
  static void check(Call call, Fields form) {
    if (!isFromOurPage(call)) {
      throw ApiError.ORIGIN_NOT_ALLOWED.exception();
    }
    String token = form.text(FIELD, Limits.TOKEN);
    boolean ours =
        token != null
            && browser(call.request())
                .filter(secret -> Digest.same(token(secret), token))
                .isPresent();
    if (!ours) {
      throw ApiError.INVALID_STATE.exception("The form is not of this browser");
    }
  }

  /** What no browser says is refused: every browser that is still kept says one of the two. */
  private static boolean isFromOurPage(Call call) {
    Tenant tenant = call.tenant();
    Optional<String> site = call.request().header("Sec-Fetch-Site");
    Optional<String> origin = call.request().header("Origin");
    return (site.isPresent() || origin.isPresent())
        && site.map(value -> value.equals("same-origin")).orElse(true)
        && origin
            .map(value ->
                value.equals(tenant.publicUrl())
                    || value.equals(tenant.addressedAs(call.request().host())))
            .orElse(true);
  }
}
