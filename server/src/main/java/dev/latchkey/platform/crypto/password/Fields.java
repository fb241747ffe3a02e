package dev.latchkey.platform.crypto.password;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one encoded hash: the named groups of its format, held to bounds as they are read.
 */
final class Fields {
  static final String NUMBER = "\\d{1,10}";

  /** With or without padding; {@code .} stands for {@code +} in what passlib writes. */
  static final String BASE64 = "[A-Za-z0-9+/.]+={0,2}";

  private final String algorithm;
  private final Matcher matcher;

  private Fields(String algorithm, Matcher matcher) {
    this.algorithm = algorithm;
    this.matcher = matcher;
  }

  static Fields of(String algorithm, Pattern format, String encoded) throws UnsupportedHash {
    Matcher matcher = format.matcher(encoded);
    if (!matcher.matches()) {
      throw new UnsupportedHash(algorithm + ": malformed");
    }
    return new Fields(algorithm, matcher);
  }

  @Nullable String text(String name) {
    return matcher.group(name);
  }

  String required(String name) throws UnsupportedHash {
    String text = text(name);
    if (text == null) {
      throw new UnsupportedHash(algorithm + ": no " + name);
    }
    return text;
  }

  int number(String name, int least, int most) throws UnsupportedHash {
    return within(name, Long.parseLong(required(name)), least, most);
  }

  byte[] bytes(String name, int least, int most) throws UnsupportedHash {
    byte[] bytes = base64(required(name).replace('.', '+'));
    within(name + " length", bytes.length, least, most);
    return bytes;
  }

  byte[] base64(String text) throws UnsupportedHash {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new UnsupportedHash(algorithm + ": malformed Base64");
    }
  }

  int within(String name, long value, int least, int most) throws UnsupportedHash {
    if (value < least || value > most) {
      throw new UnsupportedHash(
          "%s: %s %d is not within %d to %d".formatted(algorithm, name, value, least, most));
    }
    return (int) value;
  }
}
