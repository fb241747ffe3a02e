package dev.latchkey.sdk;

import java.net.CookieStore;
import java.net.HttpCookie;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The server's cookies: the session and the trusted device. Host-only; kept from any answer, sent
 * where they mean something. Thread-safe as the store is.
 */
final class Cookies {

  private final CookieStore store;
  private final URI host;

  /**
   * @param host name and port of the server; taken for secure, as only loopback may be without TLS
   */
  Cookies(CookieStore store, String host) {
    this.store = store;
    this.host = URI.create("https://" + host);
  }

  void keep(List<String> lines) {
    for (String line : lines) {
      for (HttpCookie cookie : parse(line)) {
        cookie.setDomain(null);
        store.add(host, cookie);
      }
    }
  }

  private static List<HttpCookie> parse(String line) {
    try {
      return HttpCookie.parse("Set-Cookie: " + line);
    } catch (IllegalArgumentException e) {
      return List.of(); // as browsers do with what is no cookie
    }
  }

  /** The value of a {@code Cookie} header; empty without any. */
  String header() {
    return store.get(host).stream()
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }
}
