package dev.latchkey.faces.web;

import dev.latchkey.domain.captcha.CaptchaVerifier;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;

/**
 * {@code captcha_token} and {@code captcha_provider} (contract section 1.16). Where no captcha is
 * wanted they are not even read: clients send them unasked.
 */
public final class CaptchaFields {

  /** Of the form that holds the widget of reCAPTCHA. */
  public static final String RECAPTCHA_FIELD = "g-recaptcha-response";

  /** Of the form that holds the widget of CaptchaFox. */
  public static final String CAPTCHAFOX_FIELD = "cf-captcha-response";

  private final CaptchaVerifier verifier;

  public CaptchaFields(CaptchaVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * Asked last, when the rest of the body is in form: a token is good once.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code VALIDATION}, and those of {@link
   *     CaptchaVerifier#require}
   */
  public void check(Call call, Fields body, CaptchaAction action) {
    if (!CaptchaVerifier.isWanted(call.tenant(), action)) {
      return;
    }
    String token = body.text("captcha_token", Limits.TOKEN);
    String provider = body.text("captcha_provider", Limits.NAME);
    body.check();
    verifier.require(call.tenant(), action, token, provider, call.caller());
  }

  /**
   * As above, of a form of ours: the widget of each provider has a field of its own name.
   *
   * @throws dev.latchkey.domain.error.ApiException as above
   */
  public void checkForm(Call call, Fields form, CaptchaAction action) {
    if (!CaptchaVerifier.isWanted(call.tenant(), action)) {
      return;
    }
    String google = form.text(RECAPTCHA_FIELD, Limits.TOKEN);
    String fox = form.text(CAPTCHAFOX_FIELD, Limits.TOKEN);
    form.check();
    boolean byFox = google == null && fox != null;
    verifier.require(
        call.tenant(),
        action,
        byFox ? fox : google,
        byFox ? CaptchaVerifier.CAPTCHAFOX : null,
        call.caller());
  }
}
