package dev.latchkey.sdk.platform;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletionStage;

/**
 * Shows pages of the server to the user and catches the redirect that ends them: the system's
 * browser with a loopback port ({@link LoopbackBrowser}), a custom tab with a link into the app.
 * Never a view inside the app, which could read what the user types (RFC 8252 section 8.12).
 *
 * <p>Thread-safe.
 */
public interface Browser {

  /**
   * {@return a visit whose redirect can be received from now on}
   *
   * @throws IOException when there is no way to receive it
   */
  Visit begin() throws IOException;

  /** One page and its redirect. */
  interface Visit extends Closeable {

    /** {@return where the server is to redirect to: registered at the server, byte for byte} */
    String redirectUri();

    /**
     * Shows the page.
     *
     * @param page of the server
     * @return completes with the whole redirect, query included; with {@link BrowserException} when
     *     the user gives up or there is no browser
     */
    CompletionStage<URI> show(URI page);

    /** Stops waiting. */
    @Override
    void close();
  }
}
