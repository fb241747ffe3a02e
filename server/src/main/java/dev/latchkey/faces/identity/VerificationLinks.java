package dev.latchkey.faces.identity;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.ErrorPage;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.verification.ConfirmEmailByLink;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.i18n.Texts;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * {@code GET /link/verify-email/{token}}: where the links of verification mails lead (contract
 * section 8.10).
 */
public final class VerificationLinks {

  private final ConfirmEmailByLink confirm;
  private final Texts texts;

  public VerificationLinks(ConfirmEmailByLink confirm, Texts messageTexts) {
    this.confirm = confirm;
    this.texts = messageTexts;
  }

  public void on(Router router, Api api) {
    router.on(
        Method.GET,
        "/link/verify-email/{token}",
        api.around(RateClass.VERIFICATION_LINK, call -> verifyEmail(api, call)));
  }

  private Response verifyEmail(Api api, Call call) {
    LinkTarget target;
    try {
      target =
          confirm.run(
              call.tenant(),
              call.request().pathParameter("token"),
              SessionCookies.session(call.request()),
              call.messageLanguage(),
              call.caller());
    } catch (ApiException e) {
      return ErrorPage.jsonOrPage(api, call, e);
    }
    String redirect = target.redirectUrl();
    if (redirect == null) {
      return api.notices().say(call, 200, texts.get(call.language(), "page.email_confirmed"), "");
    }
    String returnTo = target.returnTo();
    String location =
        returnTo == null
            ? redirect
            : redirect
                + (redirect.indexOf('?') < 0 ? '?' : '&')
                + "return_to_after_email_confirmation="
                + URLEncoder.encode(returnTo, StandardCharsets.UTF_8);
    return Response.redirect(302, location).with("Cache-Control", "no-store");
  }
}
