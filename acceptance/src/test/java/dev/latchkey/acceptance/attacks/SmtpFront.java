package dev.latchkey.acceptance.attacks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Stands before a mail server that knows no TLS: speaks TLS or STARTTLS (RFC 3207) for it, hands on
 * what comes through, and remembers each command with how it came.
 */
final class SmtpFront implements AutoCloseable {

  enum Security {
    TLS,
    STARTTLS,
    /** STARTTLS, and no addresses beyond ASCII. */
    WITHOUT_UTF8,
    /** Offers none, as somebody does who sits in between and strips the offer. */
    STRIPPED
  }

  private final Security security;
  private final SSLContext tls;
  private final int behind;
  private final ServerSocket listener;
  private final List<String> inClear = new CopyOnWriteArrayList<>();
  private final List<String> underTls = new CopyOnWriteArrayList<>();

  /**
   * @param behind port of the mail server on this machine
   */
  SmtpFront(Security security, SSLContext tls, int behind) throws IOException {
    this.security = security;
    this.tls = tls;
    this.behind = behind;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Lines that a client sent before there was TLS. */
  List<String> inClear() {
    return inClear;
  }

  /** Lines that a client sent under TLS. */
  List<String> underTls() {
    return underTls;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      switch (security) {
        case TLS -> pass(upgraded(client), false);
        case STARTTLS, WITHOUT_UTF8 -> negotiate(client, true);
        case STRIPPED -> negotiate(client, false);
      }
    } catch (IOException e) {
      // The client did not like what it saw and hung up.
      return;
    }
  }

  private void negotiate(Socket client, boolean offersTls) throws IOException {
    BufferedReader lines = lines(client.getInputStream());
    say(client, "220 front ESMTP");
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      inClear.add(line);
      String command = line.toUpperCase(Locale.ROOT);
      if (command.startsWith("EHLO")) {
        say(client, offersTls ? "250-front\r\n250 STARTTLS" : "250-front\r\n250 AUTH PLAIN LOGIN");
      } else if (command.equals("STARTTLS") && offersTls) {
        say(client, "220 go ahead");
        pass(upgraded(client), true);
        return;
      } else if (command.equals("QUIT")) {
        say(client, "221 bye");
        return;
      } else {
        say(client, offersTls ? "530 STARTTLS first" : "250 fine");
      }
    }
  }

  private SSLSocket upgraded(Socket client) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), false);
    socket.setUseClientMode(false);
    socket.startHandshake();
    return socket;
  }

  /**
   * @param greeted whether the client has had its greeting
   */
  private void pass(SSLSocket client, boolean greeted) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      InputStream answers = server.getInputStream();
      if (greeted) {
        while (answers.read() != '\n') {
          continue;
        }
      }
      Thread back = Thread.ofVirtual().start(() -> copy(answers, client));
      BufferedReader lines = lines(client.getInputStream());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        underTls.add(line);
        server.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      }
      server.shutdownOutput();
      join(back);
    }
  }

  private void copy(InputStream from, SSLSocket to) {
    try (BufferedReader lines = lines(from)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        say(to, security == Security.WITHOUT_UTF8 ? line.replace("SMTPUTF8", "8BITMIME") : line);
      }
    } catch (IOException e) {
      // The client does not wait for the last word.
      return;
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
  }

  private static void say(Socket client, String lines) throws IOException {
    client.getOutputStream().write((lines + "\r\n").getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
