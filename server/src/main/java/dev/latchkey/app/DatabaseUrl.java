package dev.latchkey.app;

import dev.latchkey.app.ServerSettings.Database;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a PostgreSQL, as its own tools write it ({@code postgres://user:password@host/db},
 * RFC 3986 escapes in both) or as JDBC does.
 */
final class DatabaseUrl {
  private static final Pattern LIBPQ =
      Pattern.compile(
          "postgres(?:ql)?://(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?<rest>.+)");
  private static final Pattern ON_THIS_MACHINE =
      Pattern.compile("jdbc:postgresql://(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?([/?].*)?");
  private static final Pattern ENCRYPTED =
      Pattern.compile(".*[?&]sslmode=(require|verify-ca|verify-full)(&.*)?");

  private DatabaseUrl() {}

  /**
   * @param user stands above the one in the address
   * @param password likewise
   * @throws IllegalArgumentException if an escape in the address is damaged
   */
  static Database parse(String url, @Nullable String user, @Nullable String password) {
    Matcher libpq = LIBPQ.matcher(url);
    if (!libpq.matches()) {
      return new Database(url, or(user, null), or(password, null));
    }
    return new Database(
        "jdbc:postgresql://" + libpq.group("rest"),
        or(user, libpq.group("user")),
        or(password, libpq.group("password")));
  }

  /** Whether what is sent cannot be read or changed on its way: encrypted, or never on a wire. */
  static boolean isProtected(Database database) {
    return ON_THIS_MACHINE.matcher(database.url()).matches()
        || ENCRYPTED.matcher(database.url()).matches();
  }

  private static String or(@Nullable String given, @Nullable String escaped) {
    if (given != null) {
      return given;
    }
    // A plus is itself here, not a space.
    return escaped == null
        ? ""
        : URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
