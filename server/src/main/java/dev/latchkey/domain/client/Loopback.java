package dev.latchkey.domain.client;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses of apps that listen on a port of the loopback interface, which the system gives them
 * when they ask: registered without a port, good with any (RFC 8252 section 7.3). Only the two
 * literal addresses: a name such as {@code localhost} may lead elsewhere (section 8.3).
 */
final class Loopback {

  private static final Pattern WITH_PORT =
      Pattern.compile("(http://(?:127\\.0\\.0\\.1|\\[::1\\])):([1-9][0-9]{0,4})(/.*)");
  private static final Pattern WITHOUT_PORT =
      Pattern.compile("http://(?:127\\.0\\.0\\.1|\\[::1\\])/.*");
  private static final int LAST_PORT = 65_535;

  private Loopback() {}

  /** Whether that is registered for any port. */
  static boolean isForAnyPort(String registered) {
    return WITHOUT_PORT.matcher(registered).matches();
  }

  /** What must be registered for that address to be good; empty when only the address itself. */
  static Optional<String> registration(String uri) {
    Matcher matcher = WITH_PORT.matcher(uri);
    return matcher.matches() && Integer.parseInt(matcher.group(2)) <= LAST_PORT
        ? Optional.of(matcher.group(1) + matcher.group(3))
        : Optional.empty();
  }
}
