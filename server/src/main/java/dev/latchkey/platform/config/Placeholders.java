package dev.latchkey.platform.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in {@code ${NAME}}, {@code ${NAME:-default}} and {@code ${file:path}} inside texts; <code>
 * $$&#123;</code> stands for <code>$&#123;</code>. What is filled in is not looked at again.
 */
final class Placeholders {
  private static final int MAX_FILE_BYTES = 1 << 20;
  private static final Pattern TOKEN =
      Pattern.compile("\\$\\$\\{|\\$\\{(?<inside>[^}\\n]*)}|\\$\\{");
  private static final Pattern VARIABLE =
      Pattern.compile("(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>.*))?");
  private static final Pattern LAST_LINE_BREAK = Pattern.compile("\\r?\\n\\z");
  private static final String FILE = "file:";
  private static final String HOW_TO_WRITE =
      "Write `${NAME}`, `${NAME:-default}` or `${file:/path}`; for the characters `${` themselves"
          + " write `$${`.";

  private final Environment environment;
  private final Path folder;
  private final Map<Path, String> filesRead = new HashMap<>();

  Placeholders(Environment environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  /**
   * A text with everything filled in.
   *
   * @param placeholders those it held, without their defaults, for messages; null if none
   */
  record Filled(String text, @Nullable String placeholders) {}

  /** Why a placeholder cannot be filled in. */
  static final class Unfilled extends Exception {
    final String mend;

    Unfilled(String message, String mend) {
      super(message);
      this.mend = mend;
    }

    String message() {
      return String.valueOf(getMessage());
    }
  }

  Filled fill(String text) throws Unfilled {
    if (!text.contains("${")) {
      return new Filled(text, null);
    }
    var result = new StringBuilder();
    Set<String> names = new LinkedHashSet<>();
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      String inside = token.group("inside");
      String value;
      if (inside != null) {
        value = value(inside, names);
      } else if (token.group().equals("$${")) {
        value = "${";
      } else {
        throw new Unfilled("a `${` has no `}` on its line", HOW_TO_WRITE);
      }
      token.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    token.appendTail(result);
    return new Filled(result.toString(), names.isEmpty() ? null : String.join(" and ", names));
  }

  private String value(String inside, Set<String> names) throws Unfilled {
    Matcher variable = VARIABLE.matcher(inside);
    if (variable.matches()) {
      String name = variable.group("name");
      names.add("`${" + name + "}`");
      return variable(name, variable.group("default"));
    }
    if (inside.startsWith(FILE)) {
      names.add("`${" + inside + "}`");
      return file(inside.substring(FILE.length()));
    }
    throw new Unfilled(Words.quote("${" + inside + "}") + " is not a placeholder", HOW_TO_WRITE);
  }

  private String variable(String name, @Nullable String fallback) throws Unfilled {
    String value = environment.variable(name);
    if (value != null && !value.isEmpty()) {
      return value;
    }
    if (fallback == null) {
      throw new Unfilled(
          "the environment variable `%s` is %s"
              .formatted(name, value == null ? "not set" : "empty"),
          "Set it before the start, or give a default: `${%s:-default}`.".formatted(name));
    }
    if (fallback.contains("${")) {
      throw new Unfilled(
          "the default of `${%s}` holds another placeholder".formatted(name),
          "Write the default as plain text.");
    }
    return fallback;
  }

  private String file(String name) throws Unfilled {
    try {
      Path path = folder.resolve(name);
      String known = filesRead.get(path);
      if (known == null) {
        known = read(path);
        filesRead.put(path, known);
      }
      return known;
    } catch (InvalidPathException e) {
      throw new Unfilled(Words.quote(name) + " cannot be the name of a file", HOW_TO_WRITE);
    }
  }

  private static String read(Path path) throws Unfilled {
    byte[] bytes;
    try (var stream = Files.newInputStream(path)) {
      bytes = stream.readNBytes(MAX_FILE_BYTES + 1);
    } catch (IOException e) {
      throw new Unfilled(
          "the file `%s` cannot be read: %s".formatted(path, reason(e)),
          "Put the value in that file and let this process read it.");
    }
    if (bytes.length > MAX_FILE_BYTES) {
      throw new Unfilled(
          "the file `%s` is larger than %s".formatted(path, ByteSizes.format(MAX_FILE_BYTES)),
          "Name a file that holds the value and nothing else.");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String value = LAST_LINE_BREAK.matcher(text).replaceFirst("");
      if (value.isEmpty()) {
        throw new Unfilled("the file `%s` is empty".formatted(path), "Put the value in that file.");
      }
      return value;
    } catch (CharacterCodingException e) {
      throw new Unfilled(
          "the file `%s` is not UTF-8 text".formatted(path),
          "Store the value as text, base64 for example.");
    }
  }

  /** Words for a failed read; the exceptions' own texts differ and often hold only the path. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "this process may not read it";
      default -> String.valueOf(e.getMessage());
    };
  }
}
