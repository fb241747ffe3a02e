package dev.latchkey.platform.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Small pieces of language: quotes, lists and the word somebody may have meant. */
final class Words {
  private static final int LONGEST_QUOTE = 60;
  private static final int LONGEST_LIST = 20;
  private static final int LONGEST_GUESS = 64;

  private Words() {}

  /** A text in double quotes. */
  static String quote(String text) {
    return "\"" + tame(text.replace("\\", "\\\\").replace("\"", "\\\"")) + "\"";
  }

  /** A name between backticks. */
  static String code(String name) {
    return "`" + tame(name) + "`";
  }

  /** What the file says, shortened, and without characters that could move a terminal. */
  private static String tame(String text) {
    var tame = new StringBuilder();
    text.codePoints()
        .limit(LONGEST_QUOTE)
        .forEach(c -> {
          if (c == '\n') {
            tame.append("\\n");
          } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
            tame.append("\\u%04x".formatted(c));
          } else {
            tame.appendCodePoint(c);
          }
        });
    if (text.codePointCount(0, text.length()) > LONGEST_QUOTE) {
      tame.append('…');
    }
    return tame.toString();
  }

  /** {@code `a`, `b`, `c`}, cut when there are very many. */
  static String list(Collection<String> names) {
    Stream<String> shown = names.stream().limit(LONGEST_LIST).map(Words::code);
    return Stream.concat(shown, names.size() > LONGEST_LIST ? Stream.of("…") : Stream.of())
        .collect(Collectors.joining(", "));
  }

  /** {@code a}, {@code a or b}, {@code a, b or c}. */
  static String either(List<String> names) {
    int last = names.size() - 1;
    return last < 1
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  /** {@code 1 entry}, {@code 2 entries}. */
  static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  /** The known name that was probably meant, if one is near enough. */
  static Optional<String> meant(String written, Collection<String> known) {
    if (written.length() > LONGEST_GUESS) {
      return Optional.empty();
    }
    String nearest = null;
    int least = Math.min(3, written.length() / 3) + 1;
    for (String name : known) {
      int distance = distance(plain(written), plain(name));
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** {@code clientId}, {@code client-id} and {@code client_id} are one name to a person. */
  private static String plain(String name) {
    return name.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
  }

  /** Edits between two words: insert, delete, replace or swap of neighbours. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
