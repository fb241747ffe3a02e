package dev.latchkey.platform.i18n;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The 20 language codes of the contract (section 1.10) and five more, and the 20 catalogues behind
 * them: {@code jp} is what the contract calls {@code ja}; Chinese goes by region, then script.
 */
public final class Languages {

  public static final String DEFAULT = "en";

  /** Every code that a client may ask for and is answered with. */
  public static final List<String> CODES =
      List.of(
          "ar", "cs", "de", "en", "es", "fr", "hu", "it", "jp", "ko", "nl", "pl", "pt", "ru", "sk",
          "sv", "tr", "uk", "zh-CN", "zh-Hans", "zh-Hant", "zh-HK", "zh-MO", "zh-SG", "zh-TW");

  /** The languages that texts are written in. */
  public static final List<String> CATALOGUES =
      List.of(
          "ar", "cs", "de", "en", "es", "fr", "hu", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sk",
          "sv", "tr", "uk", "zh-Hans", "zh-Hant");

  private static final Map<String, String> ALIASES =
      Map.of(
          "jp", "ja",
          "zh", "zh-Hans",
          "zh-cn", "zh-Hans",
          "zh-sg", "zh-Hans",
          "zh-tw", "zh-Hant",
          "zh-hk", "zh-Hant",
          "zh-mo", "zh-Hant");

  private static final Map<String, String> BY_LOWER_CASE = new HashMap<>();

  static {
    CODES.forEach(code -> BY_LOWER_CASE.put(code.toLowerCase(Locale.ROOT), code));
    BY_LOWER_CASE.put("ja", "ja");
  }

  private Languages() {}

  /**
   * The catalogue of a language or locale ({@code fr}, {@code fr-FR}, {@code zh_TW}, {@code
   * zh-Hant-HK}), if there is one.
   */
  public static Optional<String> catalogue(@Nullable String tag) {
    if (tag == null || tag.isBlank()) {
      return Optional.empty();
    }
    String wanted = tag.strip().replace('_', '-').toLowerCase(Locale.ROOT);
    for (String part = wanted; !part.isEmpty(); part = parent(part)) {
      String exact = part;
      Optional<String> found =
          Optional.ofNullable(ALIASES.get(exact))
              .or(() -> CATALOGUES.stream().filter(c -> c.equalsIgnoreCase(exact)).findFirst());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static String parent(String tag) {
    int dash = tag.lastIndexOf('-');
    return dash < 0 ? "" : tag.substring(0, dash);
  }

  /** The code as the contract writes it, if it is one of {@link #CODES} (or {@code ja}). */
  public static Optional<String> code(@Nullable String tag) {
    return tag == null
        ? Optional.empty()
        : Optional.ofNullable(BY_LOWER_CASE.get(tag.replace('_', '-').toLowerCase(Locale.ROOT)));
  }

  /**
   * The best catalogue for an {@code Accept-Language} header (RFC 9110 section 12.5.4), if any of
   * its languages has one.
   */
  public static Optional<String> accepted(@Nullable String header) {
    if (header == null || header.length() > 1_000) {
      return Optional.empty();
    }
    record Wish(String tag, double weight) {}
    List<Wish> wishes = new ArrayList<>();
    for (String part : header.split(",", 20)) {
      String[] pieces = part.split(";", 2);
      wishes.add(new Wish(pieces[0].strip(), pieces.length == 1 ? 1 : weight(pieces[1])));
    }
    wishes.sort(Comparator.comparingDouble(Wish::weight).reversed());
    return wishes.stream()
        .filter(wish -> wish.weight() > 0)
        .map(wish -> catalogue(wish.tag()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static double weight(String parameter) {
    String text = parameter.strip();
    try {
      return text.startsWith("q=") ? Double.parseDouble(text.substring(2)) : 1;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
