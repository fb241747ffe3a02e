package dev.latchkey.platform.crypto.password;

import com.nulabinc.zxcvbn.StandardDictionaries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;

/**
 * The 30 000 most common passwords, in upper or lower case. It is the list zxcvbn brings along, so
 * it needs neither network nor file. Read at the first look-up.
 */
public final class CommonPasswords implements Blocklist {

  @Override
  public boolean contains(String password) {
    return Words.ALL.contains(PasswordText.normalise(password).toLowerCase(Locale.ROOT));
  }

  private static final class Words {
    private static final Set<String> ALL = load();

    private static Set<String> load() {
      try {
        return Set.copyOf(StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
