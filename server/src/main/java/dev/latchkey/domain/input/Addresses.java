package dev.latchkey.domain.input;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with addresses that somebody wants to be kept: an operator, or a client. */
public final class Addresses {
  private static final Set<String> WEB = Set.of("http", "https");

  /** Run or read something on the user's machine instead of leading anywhere. */
  private static final Set<String> UNSAFE =
      Set.of("javascript", "data", "vbscript", "file", "blob", "about", "view-source");

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|.+\\.localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
  private static final Pattern HOST_AND_PORT = Pattern.compile("[^/:]+:[0-9]+(/.*)?");

  private static final Fault NOT_ABSOLUTE =
      new Fault(
          "must be an absolute address",
          "Write it with its scheme, such as `https://www.example.com/callback`.");
  private static final Fault NOT_HTTPS =
      new Fault(
          "must be https: plain http is only for this machine itself",
          "Write `https://…`, or a loopback address such as `http://localhost`.");
  private static final Fault NOT_A_PAGE =
      new Fault(
          "must be an address of the web", "Write it out, such as `https://www.example.com`.");
  private static final Fault NOT_AN_ORIGIN =
      new Fault("must be a scheme, a host and at most a port", "Write `https://www.example.com`.");

  private Addresses() {}

  /**
   * @param message goes on after the name of what holds the address
   */
  public record Fault(String message, String mend) {}

  /** Of a public URL: an origin of the web. */
  public static Optional<Fault> ofPublicUrl(String text) {
    URI uri = parse(text);
    return uri != null && uri.getScheme() != null && !isWeb(uri)
        ? Optional.of(NOT_A_PAGE)
        : ofOrigin(text);
  }

  /** Whether that is an absolute URI without a fragment. */
  public static boolean isAbsolute(String text) {
    URI uri = parse(text);
    return uri != null && uri.isAbsolute() && uri.getRawFragment() == null;
  }

  /** Of a browser origin (RFC 6454), byte for byte as browsers send it. */
  public static Optional<Fault> ofOrigin(String text) {
    URI uri = parse(text);
    if (uri == null || uri.getScheme() == null || uri.getHost() == null) {
      return Optional.of(NOT_AN_ORIGIN);
    }
    if (isInTheClear(uri)) {
      return Optional.of(NOT_HTTPS);
    }
    String origin = origin(uri);
    return text.equals(origin)
        ? Optional.empty()
        : Optional.of(new Fault(NOT_AN_ORIGIN.message(), "Write `" + origin + "`."));
  }

  /**
   * Of an address that browsers are sent to with something that must not get into other hands (RFC
   * 9700 section 2.1); apps have schemes of their own (RFC 8252 section 7.1).
   */
  public static Optional<Fault> ofRedirect(String text) {
    if (text.indexOf('*') >= 0) {
      return Optional.of(
          new Fault("must be one exact address, without `*`", "List each address that is in use."));
    }
    URI uri = parse(text);
    if (uri == null || uri.getScheme() == null || HOST_AND_PORT.matcher(text).matches()) {
      return Optional.of(NOT_ABSOLUTE);
    }
    if (UNSAFE.contains(scheme(uri))) {
      return Optional.of(
          new Fault("must lead to a page or an app", "Write an address of https or of the app."));
    }
    if (uri.getRawFragment() != null) {
      return Optional.of(
          new Fault("must have no fragment", "Remove the `#` and what comes after it."));
    }
    return isWeb(uri) ? ofWeb(uri) : Optional.empty();
  }

  /** Of a page or an endpoint. */
  public static Optional<Fault> ofPage(String text) {
    URI uri = parse(text);
    return uri == null || !isWeb(uri) ? Optional.of(NOT_A_PAGE) : ofWeb(uri);
  }

  /** Whether that address has scheme, host and port of one of the others. */
  public static boolean isOfOrigins(String url, List<String> others) {
    URI uri = parse(url);
    return uri != null
        && isWeb(uri)
        && uri.getHost() != null
        && others.stream()
            .map(Addresses::parse)
            .filter(other -> other != null && other.getScheme() != null && other.getHost() != null)
            .anyMatch(other -> origin(other).equals(origin(uri)));
  }

  /** Whether the host of that address is this machine, whoever asks. */
  public static boolean isLoopback(String url) {
    URI uri = parse(url);
    return uri != null
        && uri.getHost() != null
        && LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
  }

  private static Optional<Fault> ofWeb(URI uri) {
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      return Optional.of(NOT_ABSOLUTE);
    }
    return isInTheClear(uri) ? Optional.of(NOT_HTTPS) : Optional.empty();
  }

  private static boolean isInTheClear(URI uri) {
    return scheme(uri).equals("http") && !isLoopback(uri.toString());
  }

  private static boolean isWeb(URI uri) {
    return uri.getScheme() != null && WEB.contains(scheme(uri));
  }

  private static String scheme(URI uri) {
    return uri.getScheme().toLowerCase(Locale.ROOT);
  }

  /** The origin of an address that {@link #ofPage} has nothing against. */
  public static String origin(String page) {
    return origin(URI.create(page));
  }

  private static String origin(URI uri) {
    int usual = scheme(uri).equals("https") ? 443 : scheme(uri).equals("http") ? 80 : -1;
    return scheme(uri)
        + "://"
        + uri.getHost().toLowerCase(Locale.ROOT)
        + (uri.getPort() == usual || uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  private static @Nullable URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException _) {
      return null;
    }
  }
}
