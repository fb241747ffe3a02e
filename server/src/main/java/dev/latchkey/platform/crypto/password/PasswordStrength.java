package dev.latchkey.platform.crypto.password;

import com.nulabinc.zxcvbn.StandardDictionaries;
import com.nulabinc.zxcvbn.StandardKeyboards;
import com.nulabinc.zxcvbn.Zxcvbn;
import com.nulabinc.zxcvbn.ZxcvbnBuilder;
import com.nulabinc.zxcvbn.matchers.Dictionary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Estimates how many guesses a password withstands, by zxcvbn (Wheeler, USENIX Security 2016). Safe
 * for many threads; its dictionaries are read at the first use.
 */
public final class PasswordStrength {
  private static final int MAX_LENGTH = 128;
  private static final int MAX_CONTEXT_WORDS = 32;
  private static final int MAX_CONTEXT_LENGTH = 64;

  /** Bound of the length squared times {@link #SUBSTITUTES} combined: about what a hash costs. */
  static final int MAX_WORK = 1 << 16;

  /**
   * Signs zxcvbn takes for one and the same letter. It looks up every part of the password under
   * every combination of the signs that occur, up to 500 of them: seconds for 128 characters chosen
   * by an attacker.
   */
  private static final List<String> SUBSTITUTES =
      List.of("4@", "({[<", "69", "1!|", "1|7", "$5", "+7");

  /**
   * Judges the first 128 characters at most, fewer where judging them would take too long; a
   * password for which that holds is a strong one by then.
   *
   * @param context words its owner is known by (names, parts of e-mail addresses), which count as
   *     guessed; of these 32, and 64 characters of each
   * @return 0 (guessed at once) to 4 (above 10^10 guesses)
   */
  public int score(String password, List<String> context) {
    List<String> words =
        context.stream()
            .limit(MAX_CONTEXT_WORDS)
            .filter(word -> !word.isBlank())
            .map(word -> head(word, MAX_CONTEXT_LENGTH).toLowerCase(Locale.ROOT))
            .toList();
    return Loaded.ZXCVBN.measure(affordable(password), words).getScore();
  }

  /** The longest beginning that costs no more than {@link #MAX_WORK}. */
  static String affordable(String password) {
    int length = 0;
    while (length < Math.min(password.length(), MAX_LENGTH)
        && work(password.substring(0, length + 1)) <= MAX_WORK) {
      length++;
    }
    return password.substring(0, length);
  }

  static int work(String password) {
    int combinations = 1;
    for (String signs : SUBSTITUTES) {
      int present = (int) signs.chars().filter(sign -> password.indexOf(sign) >= 0).count();
      combinations *= Math.max(1, present);
    }
    return password.length() * password.length() * combinations;
  }

  private static String head(String text, int length) {
    return text.substring(0, Math.min(text.length(), length));
  }

  private static final class Loaded {
    private static final Zxcvbn ZXCVBN = zxcvbn();

    private static Zxcvbn zxcvbn() {
      try {
        return new ZxcvbnBuilder()
            .dictionary(new Words(StandardDictionaries.loadAllDictionaries()))
            .keyboards(StandardKeyboards.loadAllKeyboards())
            .build();
      } catch (IOException e) {
        throw new UncheckedIOException("The dictionaries of zxcvbn cannot be read", e);
      }
    }
  }

  /**
   * All dictionaries as one. zxcvbn looks up every part of a password in every dictionary and goes
   * on with the lowest rank found, so the scores stay the same at a fifth of the time.
   */
  private static final class Words extends Dictionary {
    private final Map<String, Integer> ranks = new HashMap<>();

    Words(List<Dictionary> dictionaries) {
      super("words", List.of());
      for (Dictionary dictionary : dictionaries) {
        dictionary
            .getRankedDictionary()
            .forEach((word, rank) -> ranks.merge(word, rank, Math::min));
      }
    }

    @Override
    public Map<String, Integer> getRankedDictionary() {
      return ranks;
    }
  }
}
