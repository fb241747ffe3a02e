package dev.latchkey.faces.pages;

import dev.latchkey.platform.crypto.password.PasswordStrength;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How hard a password is to guess, beside its field. A script tells as one types; without it, the
 * page tells when the form comes back.
 *
 * @param score 0 to 4; null: nothing was typed yet
 * @param least what the tenant wants
 * @param text the score in words, or what is wanted
 */
public record Strength(@Nullable Integer score, int least, String text) {

  static Strength of(Visit visit, PasswordStrength meter, @Nullable String password) {
    int least = visit.tenant().password().minStrength();
    if (password == null || password.isEmpty()) {
      String wanted = visit.text("passwordStrength.score" + least);
      return new Strength(
          null, least, visit.text("passwordStrength.minimum.required") + " " + wanted);
    }
    int score = meter.score(password, List.of());
    return new Strength(score, least, visit.text("passwordStrength.score" + score));
  }
}
