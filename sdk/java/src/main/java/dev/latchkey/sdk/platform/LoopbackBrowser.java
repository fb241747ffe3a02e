package dev.latchkey.sdk.platform;

import dev.latchkey.sdk.platform.BrowserException.Reason;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The system's browser, and a port of the loopback interface that the redirect comes to (RFC 8252
 * section 7.3). The port is open while a user logs in and no longer.
 *
 * <p>Several programs of a machine can call the port; what makes a redirect count is its {@code
 * state}, which the SDK checks.
 */
public final class LoopbackBrowser implements Browser {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int READ_TIMEOUT_MILLIS = 5_000;

  /** After this the program that opens browsers has become one, or waits for one. */
  private static final int OPENING_SECONDS = 2;

  private static final int LONGEST_LINE = 16 * 1024;

  private final URI redirectUri;
  private final Opener opener;
  private final Duration patience;

  /** Opens a page in a browser. */
  @FunctionalInterface
  public interface Opener {

    /**
     * Opens the page and returns at once.
     *
     * @param page of the server
     * @throws IOException when there is no browser
     */
    void open(URI page) throws IOException;
  }

  private LoopbackBrowser(URI redirectUri, Opener opener, Duration patience) {
    this.redirectUri = redirectUri;
    this.opener = opener;
    this.patience = patience;
  }

  /**
   * {@return the system's browser}
   *
   * @param redirectUri such as {@code http://127.0.0.1/callback}, registered at the server as it
   *     is: the redirect comes to any free port, which this server accepts (RFC 8252 section 7.3).
   *     With a port, such as {@code http://127.0.0.1:7777/callback}, it comes to that one; a name
   *     such as {@code localhost} needs one, and port 0 is any
   * @throws IllegalArgumentException when it is not an {@code http} URI of the loopback interface
   *     with a path
   */
  public static LoopbackBrowser at(String redirectUri) {
    URI uri = URI.create(redirectUri);
    if (!"http".equals(uri.getScheme())
        || !isLoopback(uri.getHost())
        || (uri.getPort() < 0 && "localhost".equals(uri.getHost()))
        || uri.getRawPath().isEmpty()) {
      throw new IllegalArgumentException(
          "Write http://127.0.0.1/PATH, or with a port, not " + redirectUri + ".");
    }
    return new LoopbackBrowser(uri, LoopbackBrowser::openSystemBrowser, PATIENCE);
  }

  private static boolean isLoopback(String host) {
    return "127.0.0.1".equals(host) || "[::1]".equals(host) || "localhost".equals(host);
  }

  /**
   * {@return the same with another way to open pages}
   *
   * @param other for example one that shows the address to be copied
   */
  public LoopbackBrowser openingWith(Opener other) {
    return new LoopbackBrowser(redirectUri, Objects.requireNonNull(other, "other"), patience);
  }

  /**
   * {@return the same with another time to wait for the user, 10 minutes by default}
   *
   * @param other after it the login counts as given up
   */
  public LoopbackBrowser waiting(Duration other) {
    return new LoopbackBrowser(redirectUri, opener, Objects.requireNonNull(other, "other"));
  }

  @Override
  public Visit begin() throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      InetAddress loopback = InetAddress.getByName(redirectUri.getHost());
      socket.bind(new InetSocketAddress(loopback, Math.max(redirectUri.getPort(), 0)), 16);
      socket.setSoTimeout((int) patience.toMillis());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return new LoopbackVisit(socket);
  }

  /** One login: a thread that answers the port until the redirect comes. */
  private final class LoopbackVisit implements Visit {

    private final ServerSocket socket;
    private final URI here;
    private final CompletableFuture<URI> redirect = new CompletableFuture<>();

    LoopbackVisit(ServerSocket socket) {
      this.socket = socket;
      this.here =
          URI.create(
              "http://"
                  + redirectUri.getHost()
                  + ":"
                  + socket.getLocalPort()
                  + redirectUri.getRawPath());
    }

    @Override
    public String redirectUri() {
      return here.toString();
    }

    @Override
    public CompletionStage<URI> show(URI page) {
      Thread thread = new Thread(this::listen, "latchkey-redirect");
      thread.setDaemon(true);
      thread.start();
      try {
        opener.open(page);
      } catch (IOException e) {
        redirect.completeExceptionally(
            new BrowserException(Reason.NO_BROWSER, "No browser: " + e.getMessage()));
      }
      return redirect;
    }

    private void listen() {
      try {
        while (!redirect.isDone()) {
          try (Socket connection = socket.accept()) {
            connection.setSoTimeout(READ_TIMEOUT_MILLIS);
            answer(connection);
          }
        }
      } catch (IOException e) {
        redirect.completeExceptionally(
            new BrowserException(Reason.GIVEN_UP, "The user did not come back from the browser."));
      }
    }

    /** A connection that says nothing, or something else, is no reason to stop waiting. */
    private void answer(Socket connection) throws IOException {
      String target;
      try {
        target = target(connection);
      } catch (IOException e) {
        return;
      }
      URI found = redirectIn(target);
      try {
        respond(connection, found != null);
      } catch (IOException e) {
        // The redirect counts though the browser did not wait for the page.
      }
      if (found != null) {
        redirect.complete(found);
      }
    }

    private @Nullable URI redirectIn(String target) {
      String path = here.getRawPath();
      if (!target.equals(path) && !target.startsWith(path + "?")) {
        return null;
      }
      try {
        return here.resolve(target);
      } catch (IllegalArgumentException e) {
        return null; // no URI, so not what a browser sends
      }
    }

    private String target(Socket connection) throws IOException {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      String line = readLine(reader);
      String[] words = line.split(" ");
      // The rest of the head is read so that the browser is not cut off while it still sends.
      while (!readLine(reader).isEmpty()) {}
      return words.length == 3 && words[0].equals("GET") ? words[1] : "";
    }

    private String readLine(BufferedReader reader) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = reader.read(); c >= 0 && c != '\n'; c = reader.read()) {
        if (line.length() == LONGEST_LINE) {
          throw new IOException("A line is too long");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    private void respond(Socket connection, boolean found) throws IOException {
      String page =
          found
              ? "<!doctype html><html lang=\"en\"><title>Done</title>"
                  + "<p>You can close this window and go back to the app."
              : "<!doctype html><html lang=\"en\"><title>Nothing here</title>";
      String head =
          "HTTP/1.1 "
              + (found ? "200 OK" : "404 Not Found")
              + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
              + page.length()
              + "\r\nCache-Control: no-store\r\nContent-Security-Policy: default-src 'none'"
              + "\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n";
      OutputStream out = connection.getOutputStream();
      out.write((head + page).getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    @Override
    public void close() {
      redirect.cancel(false);
      try {
        socket.close();
      } catch (IOException e) {
        // The port is given back when the process ends.
      }
    }
  }

  /** What it says goes nowhere: it may quote the page's address, which is of this login alone. */
  private static void openSystemBrowser(URI page) throws IOException {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    boolean windows = system.contains("win") && !system.contains("darwin");
    String[] command =
        windows
            ? new String[] {"rundll32", "url.dll,FileProtocolHandler", page.toString()}
            : new String[] {system.contains("mac") ? "open" : "xdg-open", page.toString()};
    ProcessBuilder.Redirect nowhere =
        ProcessBuilder.Redirect.to(new File(windows ? "NUL" : "/dev/null"));
    Process opening =
        new ProcessBuilder(command).redirectOutput(nowhere).redirectError(nowhere).start();
    try {
      if (opening.waitFor(OPENING_SECONDS, TimeUnit.SECONDS) && opening.exitValue() != 0) {
        throw new IOException(command[0] + " found none");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
