package dev.latchkey.domain.tenant;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where users must show that they are no machine, as in the configuration file.
 *
 * @param on what it is asked for
 */
public record CaptchaSettings(
    @Nullable Recaptcha recaptcha, @Nullable Captchafox captchafox, List<CaptchaAction> on) {

  /** Whether our own pages have one to show. */
  public boolean isOnPages() {
    return recaptcha != null && recaptcha.siteKey() != null
        || captchafox != null && captchafox.siteKey() != null;
  }

  /** What a captcha can be asked for (contract sections 1.16 and 11.2). */
  public enum CaptchaAction {
    LOGIN,
    SIGNUP,
    LITE_REGISTRATION,
    PASSWORDLESS_START,
    UPDATE_EMAIL,
    FORGOT_PASSWORD,
    ACCOUNT_RECOVERY
  }

  /**
   * Google reCAPTCHA.
   *
   * @param minScore the least that version 3 must think of the user, from 0 to 1; null: solved is
   *     enough
   * @param siteKey for our own pages; null: they have no captcha of it to show
   * @param scriptUrl of its widget
   */
  public record Recaptcha(
      String secret,
      @Nullable Double minScore,
      String verifyUrl,
      @Nullable String siteKey,
      String scriptUrl) {

    @Override
    public String toString() {
      return "Recaptcha[" + verifyUrl + "]";
    }
  }

  /**
   * CaptchaFox.
   *
   * @param siteKey for our own pages; null: they have no captcha of it to show
   * @param scriptUrl of its widget
   */
  public record Captchafox(
      String secret, String verifyUrl, @Nullable String siteKey, String scriptUrl) {

    @Override
    public String toString() {
      return "Captchafox[" + verifyUrl + "]";
    }
  }
}
