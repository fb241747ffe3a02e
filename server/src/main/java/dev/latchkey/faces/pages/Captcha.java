package dev.latchkey.faces.pages;

import dev.latchkey.domain.captcha.CaptchaVerifier;
import dev.latchkey.domain.tenant.CaptchaSettings;
import dev.latchkey.domain.tenant.CaptchaSettings.CaptchaAction;
import dev.latchkey.domain.tenant.CaptchaSettings.Captchafox;
import dev.latchkey.domain.tenant.CaptchaSettings.Recaptcha;
import dev.latchkey.faces.web.CaptchaFields;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The widget of the tenant's captcha in a form. It runs the provider's script, so the page that
 * shows it lets that provider's sites in, and nobody else's.
 *
 * @param look the class that the provider's script looks for; empty: there is nothing to see
 * @param field of the form that the script fills in
 * @param action what the provider is told that it is for; empty: nothing
 * @param script its address
 * @param sources what the page must let in
 * @param error null: none
 */
public record Captcha(
    String look,
    String field,
    String siteKey,
    String action,
    String script,
    List<String> sources,
    @Nullable String error) {

  /** What the browser shows of a form that lacks it, by that id. */
  public static final String FIELD = CaptchaVerifier.TOKEN;

  /**
   * What that action needs here; null: nothing, or the pages have none to show.
   *
   * @param error what is wrong with the one that was sent; null: nothing
   */
  public static @Nullable Captcha of(Visit visit, CaptchaAction action, @Nullable String error) {
    CaptchaSettings settings = visit.tenant().captcha();
    if (settings == null || !CaptchaVerifier.isWanted(visit.tenant(), action)) {
      return null;
    }
    Captcha captcha = captcha(settings, visit.language(), action, error);
    if (captcha != null) {
      visit.shows(captcha);
    }
    return captcha;
  }

  private static @Nullable Captcha captcha(
      CaptchaSettings settings, String language, CaptchaAction action, @Nullable String error) {
    Recaptcha recaptcha = settings.recaptcha();
    if (recaptcha != null && recaptcha.siteKey() != null) {
      return google(recaptcha, recaptcha.siteKey(), language, action, error);
    }
    Captchafox captchafox = settings.captchafox();
    return captchafox == null || captchafox.siteKey() == null
        ? null
        : new Captcha(
            "captchafox",
            CaptchaFields.CAPTCHAFOX_FIELD,
            captchafox.siteKey(),
            "",
            captchafox.scriptUrl(),
            List.of(folder(captchafox.scriptUrl()), "https://*.captchafox.com"),
            error);
  }

  /** Version 3, which shows nothing, where a score is asked for; version 2 otherwise. */
  private static Captcha google(
      Recaptcha recaptcha,
      String siteKey,
      String language,
      CaptchaAction action,
      @Nullable String error) {
    boolean scored = recaptcha.minScore() != null;
    String what = scored ? "?render=" + siteKey : "?hl=" + language;
    return new Captcha(
        scored ? "" : "g-recaptcha",
        CaptchaFields.RECAPTCHA_FIELD,
        siteKey,
        scored ? action.name().toLowerCase(Locale.ROOT) : "",
        recaptcha.scriptUrl() + what,
        List.of(
            folder(recaptcha.scriptUrl()),
            "https://www.gstatic.com/recaptcha/",
            "https://recaptcha.google.com/recaptcha/"),
        error);
  }

  /** Where the script is, and what it loads from beside it. */
  private static String folder(String address) {
    return URI.create(address).resolve(".").toString();
  }
}
