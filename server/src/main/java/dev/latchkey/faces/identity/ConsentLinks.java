package dev.latchkey.faces.identity;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.ErrorPage;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.consent.ConfirmConsent;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.i18n.Texts;

/**
 * {@code /link/consent/{token}}: where the mails lead that ask to confirm a consent (contract
 * sections 2.4 and 8.10). Mail gateways open links, people press buttons: only the button confirms.
 */
public final class ConsentLinks {

  private final Api api;
  private final ConfirmConsent confirm;
  private final Texts texts;

  public ConsentLinks(Api api, ConfirmConsent confirm, Texts messageTexts) {
    this.api = api;
    this.confirm = confirm;
    this.texts = messageTexts;
  }

  public void on(Router router) {
    String path = "/link/consent/{token}";
    router.on(Method.GET, path, api.around(RateClass.VERIFICATION_LINK, this::ask));
    router.on(Method.POST, path, api.around(RateClass.VERIFICATION_LINK, this::confirm));
  }

  private Response ask(Call call) {
    String language = call.language();
    try {
      return confirm
          .ask(call.tenant(), token(call))
          .map(titles ->
              api.notices()
                  .ask(
                      call,
                      texts
                          .get(language, "consent.email.intro")
                          .replace("{{consent}}", String.join(", ", titles)),
                      texts.get(language, "consent.email.button")))
          .orElseGet(() -> done(call));
    } catch (ApiException e) {
      return ErrorPage.jsonOrPage(api, call, e);
    }
  }

  private Response confirm(Call call) {
    try {
      confirm.run(call.tenant(), token(call), call.caller());
    } catch (ApiException e) {
      return ErrorPage.jsonOrPage(api, call, e);
    }
    return done(call);
  }

  private Response done(Call call) {
    return api.notices().say(call, 200, texts.get(call.language(), "page.consent_confirmed"), "");
  }

  private static String token(Call call) {
    return call.request().pathParameter("token");
  }
}
