package dev.latchkey.sdk;

import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.platform.Browser;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The browser of this client, if it has one. */
final class Pages {

  private final @Nullable Browser browser;

  Pages(@Nullable Browser browser) {
    this.browser = browser;
  }

  Browser.Visit begin() throws IOException {
    if (browser == null) {
      throw Failures.of(
          ErrorCode.CustomTabUnavailable,
          "The client has no browser, and its redirect URI is not one of the loopback interface");
    }
    return browser.begin();
  }

  /** Ends the session that the browser has; the redirect shows that it is done. */
  void logOut(Exchange exchange, Api api) throws IOException {
    try (Browser.Visit visit = begin()) {
      String url = api.url(WireRequest.get("logout").query("redirect_to", visit.redirectUri()));
      exchange.await(visit.show(URI.create(url)));
    }
  }
}
