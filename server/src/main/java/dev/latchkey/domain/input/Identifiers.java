package dev.latchkey.domain.input;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.latchkey.domain.input.Identifier.Kind;
import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses identifiers. Normalises first (NFKC), then validates, then compares: the other order lets
 * two addresses that look alike pass as one or the other (attack class 8).
 */
public final class Identifiers {

  // RFC 5322 dot-atom, plus letters and digits of other scripts (RFC 6531). Quoted local parts are
  // refused: nobody has one, and they smuggle.
  private static final Pattern LOCAL =
      Pattern.compile(
          "[\\p{L}\\p{N}\\p{M}!#$%&'*+/=?^_`{|}~-]+(\\.[\\p{L}\\p{N}\\p{M}!#$%&'*+/=?^_`{|}~-]+)*");
  private static final Pattern DOMAIN =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]");

  /**
   * What Unicode calls default ignorable (DerivedCoreProperties.txt): letters and marks among it
   * are drawn as nothing, so two addresses with and without one look the same.
   */
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\p{Cf}\\x{34F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}\\x{2065}\\x{3164}\\x{FE00}-\\x{FE0F}\\x{FFA0}"
              + "\\x{FFF0}-\\x{FFF8}\\x{E0000}-\\x{E0FFF}]");

  private static final Pattern CUSTOM = Pattern.compile("[\\p{L}\\p{N}._@+-]{4,80}");

  private Identifiers() {}

  /**
   * The address trimmed and NFKC-normalised for display; its key in lower case with an ASCII
   * domain.
   */
  public static Optional<Identifier> email(String text) {
    String value = Normalizer.normalize(text.strip(), Normalizer.Form.NFKC);
    int at = value.lastIndexOf('@');
    if (at < 1 || value.length() > Limits.EMAIL || INVISIBLE.matcher(value).find()) {
      return Optional.empty();
    }
    String local = value.substring(0, at);
    String domain;
    try {
      domain =
          IDN.toASCII(value.substring(at + 1), IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (!LOCAL.matcher(local).matches() || !DOMAIN.matcher(domain).matches()) {
      return Optional.empty();
    }
    return Optional.of(new Identifier(Kind.EMAIL, value, folded(local) + "@" + domain));
  }

  /**
   * What is compared: in lower case with one small sigma, and composed again, since letters may
   * come apart in lower case. A dotless i stays one: it is another letter.
   */
  private static String folded(String normalised) {
    String lower = normalised.toLowerCase(Locale.ROOT).replace('\u03c2', '\u03c3');
    return Normalizer.normalize(lower, Normalizer.Form.NFKC);
  }

  /**
   * A number in E.164.
   *
   * @param country ISO 3166-1 of a number written nationally; null: only {@code +} numbers
   */
  public static Optional<Identifier> phoneNumber(String text, @Nullable String country) {
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    try {
      PhoneNumber number = numbers.parse(text, country);
      if (!numbers.isValidNumber(number) || number.hasExtension()) {
        return Optional.empty();
      }
      String e164 = numbers.format(number, PhoneNumberFormat.E164);
      return Optional.of(new Identifier(Kind.PHONE_NUMBER, e164, e164));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /** A number in two parts, as some callers write it: {@code +33} and {@code 612345678}. */
  public record Parts(String countryCode, String number) {}

  /** The parts of a number in E.164. */
  public static Optional<Parts> parts(String e164) {
    try {
      PhoneNumber number = PhoneNumberUtil.getInstance().parse(e164, null);
      return Optional.of(
          new Parts(
              "+" + number.getCountryCode(),
              PhoneNumberUtil.getInstance().getNationalSignificantNumber(number)));
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /**
   * 4 to 80 letters, digits and {@code . _ @ + -}; one that could be mistaken for an e-mail address
   * or phone number is refused (attack class 7).
   */
  public static Optional<Identifier> custom(String text) {
    String value = Normalizer.normalize(text.strip(), Normalizer.Form.NFKC);
    if (!CUSTOM.matcher(value).matches()
        || INVISIBLE.matcher(value).find()
        || value.indexOf('@') >= 0
        || value.startsWith("+")) {
      return Optional.empty();
    }
    return Optional.of(new Identifier(Kind.CUSTOM_IDENTIFIER, value, folded(value)));
  }

  /** A {@code username} field that may hold any of the three. */
  public static Optional<Identifier> any(String text, @Nullable String country) {
    if (text.indexOf('@') >= 0) {
      return email(text);
    }
    return phoneNumber(text, country).or(() -> custom(text));
  }
}
