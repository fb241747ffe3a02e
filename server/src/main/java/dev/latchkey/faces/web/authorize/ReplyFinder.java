package dev.latchkey.faces.web.authorize;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * Decides where the answer may go. Until it has, errors are shown and never sent anywhere (RFC 6749
 * section 4.1.2.1, attack classes 3 and 4).
 */
public final class ReplyFinder {

  private final Secrets secrets;

  public ReplyFinder(Secrets secrets) {
    this.secrets = secrets;
  }

  /**
   * @param referer of the request: all there is to tell which page asks, when it sends no {@code
   *     redirect_uri}
   * @throws ApiException {@code REDIRECT_NOT_ALLOWED}, {@code NO_ORIGIN}, {@code
   *     ORIGIN_NOT_ALLOWED}, {@code VALIDATION}
   */
  public Reply find(AuthorizeRequest request, @Nullable String referer) {
    Client client = request.client();
    String issuer = request.tenant().issuer();
    String redirectUri = request.redirectUri();
    if (redirectUri != null && !client.allowsReply(redirectUri)) {
      throw ApiError.REDIRECT_NOT_ALLOWED.exception();
    }
    if (request.isWebMessage()) {
      String origin = Reply.originOf(redirectUri == null ? referer : redirectUri);
      return new Reply.WebMessage(issuer, allowed(request.tenant(), client, origin), secrets);
    }
    if (request.isPopup() && (redirectUri != null || !request.wantsCode())) {
      String origin = Reply.originOf(redirectUri == null ? referer : redirectUri);
      return new Reply.Popup(issuer, allowed(request.tenant(), client, origin), secrets);
    }
    if (redirectUri != null && AuthorizeRequest.FORM_POST.equals(request.responseMode())) {
      return new Reply.FormPost(issuer, redirectUri, secrets);
    }
    int status = Reply.status(request.pushed());
    if (redirectUri != null) {
      return new Reply.Redirect(issuer, redirectUri, inFragment(request), status);
    }
    if (request.wantsCode() || !client.legacy().implicit()) {
      throw ApiException.validation(FieldError.missing("redirect_uri"));
    }
    return new Reply.Redirect(issuer, currentPage(request.tenant(), client, referer), true, status);
  }

  private static boolean inFragment(AuthorizeRequest request) {
    return request.wantsTokens() || "fragment".equals(request.responseMode());
  }

  /**
   * The web client's default: tokens go to the page that asks, as far as the browser tells which
   * one it is (DECISIONS 4).
   */
  private static String currentPage(Tenant tenant, Client client, @Nullable String referer) {
    String origin = allowed(tenant, client, Reply.originOf(referer));
    String page = String.valueOf(referer);
    int end = page.indexOf('?') < 0 ? page.indexOf('#') : page.indexOf('?');
    String path = end < 0 ? page : page.substring(0, end);
    return path.startsWith(origin) ? path : origin;
  }

  private static String allowed(Tenant tenant, Client client, @Nullable String origin) {
    if (origin == null) {
      throw ApiError.NO_ORIGIN.exception();
    }
    if (!client.allowsOrigin(origin) && !origin.equals(tenant.publicUrl())) {
      throw ApiError.ORIGIN_NOT_ALLOWED.exception();
    }
    return origin;
  }
}
