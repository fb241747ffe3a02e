package dev.latchkey.platform.outbound;

import dev.latchkey.platform.http.AddressRanges;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 request to another server, on a connection of its own. The name is looked up once,
 * and the connection goes to the address that was judged: the JDK's clients look the name up again,
 * which is what DNS rebinding waits for. Redirects are answers like any other. Thread-safe.
 */
public final class Outbound {

  /** How a name is looked up. */
  @FunctionalInterface
  public interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  /**
   * How far a call may go.
   *
   * @param exempt addresses that may be called though they are not public, also without TLS
   * @param timeout for all of it, from the look-up to the last byte
   * @param usualPortOnly whether any other port than that of https is for exempt addresses only
   */
  public record Limits(AddressRanges exempt, Duration timeout, boolean usualPortOnly) {

    public Limits(AddressRanges exempt, Duration timeout) {
      this(exempt, timeout, false);
    }

    /** For an address that a stranger named: he must not try doors either. */
    public Limits onUsualPortOnly() {
      return new Limits(exempt, timeout, true);
    }
  }

  /**
   * @param headers without {@code Host}, {@code Content-Length} and {@code Connection}
   */
  public record Request(
      String method, URI uri, Map<String, String> headers, byte @Nullable [] body) {

    /** A {@code GET} that wants JSON. */
    public static Request get(URI uri) {
      return new Request("GET", uri, Map.of("Accept", "application/json"), null);
    }

    /** A form that is answered with JSON. */
    public static Request post(URI uri, String form) {
      return new Request(
          "POST",
          uri,
          Map.of("Accept", "application/json", "Content-Type", "application/x-www-form-urlencoded"),
          form.getBytes(StandardCharsets.UTF_8));
    }

    public Request with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Request(method, uri, Map.copyOf(more), body);
    }
  }

  /**
   * What the other server said.
   *
   * @param retryAfter the header of that name
   */
  public record Reply(int status, byte[] body, @Nullable String retryAfter) {

    /** How long the server wants to be left alone (RFC 9110 section 10.2.3). */
    public Optional<Duration> retryAfter(Instant now) {
      if (retryAfter == null) {
        return Optional.empty();
      }
      if (retryAfter.matches("\\d{1,9}")) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)));
      }
      try {
        Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter));
        return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
  }

  private static final int MAX_HEAD = 32 * 1024;
  private static final int MAX_BODY = 512 * 1024;

  private final Supplier<SSLSocketFactory> tls;
  private final Resolver resolver;

  /** With the JDK's trust anchors and the system's resolver. */
  public Outbound() {
    this(
        // Read when first needed: the trust anchors take their while.
        () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
        host -> Arrays.asList(InetAddress.getAllByName(host)));
  }

  Outbound(Supplier<SSLSocketFactory> tls, Resolver resolver) {
    this.tls = tls;
    this.resolver = resolver;
  }

  /**
   * @throws OutboundException when the address must not be called, the peer is not who it should
   *     be, or there is no whole answer within the limits
   */
  public Reply send(Request request, Limits limits) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    Connection connection = new Connection();
    Thread.ofVirtual()
        .name("outbound")
        .start(() -> {
          try (connection) {
            reply.complete(exchange(request, limits, connection));
          } catch (IOException | RuntimeException e) {
            reply.completeExceptionally(e);
          }
        });
    try {
      return reply.get(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new OutboundException(where(request) + " takes too long");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof OutboundException known
          ? new OutboundException(known)
          : new OutboundException(where(request) + " cannot be asked: " + cause, cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutboundException(where(request) + ": interrupted", e);
    } finally {
      connection.close();
    }
  }

  /** Closed by whoever is first: the one who reads, or the one who waits no longer. */
  private static final class Connection implements AutoCloseable {

    private @Nullable Socket socket;
    private boolean closed;

    synchronized void use(Socket opened) throws IOException {
      socket = opened;
      if (closed) {
        opened.close();
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      if (socket != null) {
        try {
          socket.close();
        } catch (IOException e) {
          // It is given up in any case.
          socket = null;
        }
      }
    }
  }

  private Reply exchange(Request request, Limits limits, Connection connection) throws IOException {
    URI uri = request.uri();
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    if (!secure && !"http".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || uri.getRawUserInfo() != null) {
      throw OutboundException.forbidden(where(request) + " is not an address of the web");
    }
    InetAddress address = address(request, limits, secure);
    int millis = Math.toIntExact(limits.timeout().toMillis());
    Socket socket = new Socket();
    connection.use(socket);
    socket.connect(new InetSocketAddress(address, port(uri, secure)), millis);
    if (secure) {
      socket = secured(socket, uri);
      connection.use(socket);
    }
    OutputStream out = socket.getOutputStream();
    out.write(head(request, secure).getBytes(StandardCharsets.ISO_8859_1));
    if (request.body() != null) {
      out.write(request.body());
    }
    out.flush();
    return read(new BufferedInputStream(socket.getInputStream()));
  }

  /** The address to connect to. One bad address among several is reason enough to refuse. */
  private InetAddress address(Request request, Limits limits, boolean secure) throws IOException {
    String host = request.uri().getHost();
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    List<InetAddress> addresses = resolver.resolve(name);
    for (InetAddress address : addresses) {
      boolean exempt = PublicAddresses.in(limits.exempt(), address);
      if (!exempt && !PublicAddresses.contains(address)) {
        throw OutboundException.forbidden(where(request) + " is not on the public internet");
      }
      if (!exempt && !secure) {
        throw OutboundException.forbidden(where(request) + " must be https");
      }
      if (!exempt && limits.usualPortOnly() && port(request.uri(), true) != 443) {
        throw OutboundException.forbidden(where(request) + " is at an unusual port");
      }
    }
    return addresses.getFirst();
  }

  private Socket secured(Socket plain, URI uri) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.get().createSocket(plain, uri.getHost(), port(uri, true), true);
    SSLParameters parameters = socket.getSSLParameters();
    // Without it JSSE is content with any certificate that somebody trusted has signed.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static int port(URI uri, boolean secure) {
    return uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
  }

  private static String head(Request request, boolean secure) {
    URI uri = request.uri();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    StringBuilder head = new StringBuilder(request.method()).append(' ').append(path);
    if (uri.getRawQuery() != null) {
      head.append('?').append(uri.getRawQuery());
    }
    boolean usual = port(uri, secure) == (secure ? 443 : 80);
    head.append(" HTTP/1.1\r\nHost: ").append(uri.getHost());
    head.append(usual ? "" : ":" + uri.getPort()).append("\r\nConnection: close\r\n");
    head.append("User-Agent: Latchkey\r\n");
    request.headers().forEach((name, value) -> line(head, name, value));
    byte[] body = request.body();
    if (body != null) {
      line(head, "Content-Length", Integer.toString(body.length));
    }
    return head.append("\r\n").toString();
  }

  private static void line(StringBuilder head, String name, String value) {
    if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new OutboundException("The header " + name + " cannot be sent");
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }

  /** RFC 9112 sections 4 to 7, as far as an answer to one request on one connection goes. */
  private static Reply read(InputStream in) throws IOException {
    int[] budget = {MAX_HEAD};
    String[] status = line(in, budget).split(" ", 3);
    if (status.length < 2
        || !status[0].startsWith("HTTP/1.")
        || !status[1].matches("[2-5]\\d\\d")) {
      throw new OutboundException("The answer is not HTTP");
    }
    boolean chunked = false;
    int length = -1;
    String retryAfter = null;
    for (String line = line(in, budget); !line.isEmpty(); line = line(in, budget)) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (name.equals("transfer-encoding")) {
        chunked = value.equalsIgnoreCase("chunked");
      } else if (name.equals("content-length")) {
        length = size(value, 10);
      } else if (name.equals("retry-after")) {
        retryAfter = value;
      }
    }
    byte[] body = chunked ? chunks(in) : length >= 0 ? exactly(in, length) : toTheEnd(in);
    return new Reply(Integer.parseInt(status[1]), body, retryAfter);
  }

  private static String line(InputStream in, int[] budget) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || budget[0]-- == 0) {
        throw new OutboundException("The head of the answer has no end");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static byte[] chunks(InputStream in) throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      String head = line(in, new int[] {1_024});
      int semicolon = head.indexOf(';');
      int size = size((semicolon < 0 ? head : head.substring(0, semicolon)).strip(), 16);
      if (size == 0) {
        return body.toByteArray();
      }
      bounded(body.size() + size);
      body.write(exactly(in, size));
      line(in, new int[] {2});
    }
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] body = in.readNBytes(bounded(length));
    if (body.length < length) {
      throw new OutboundException("The answer ends too early");
    }
    return body;
  }

  private static byte[] toTheEnd(InputStream in) throws IOException {
    byte[] body = in.readNBytes(MAX_BODY + 1);
    bounded(body.length);
    return body;
  }

  private static int size(String text, int radix) {
    try {
      return bounded(Integer.parseUnsignedInt(text, radix));
    } catch (NumberFormatException e) {
      throw new OutboundException("The answer does not tell its size", e);
    }
  }

  private static int bounded(int length) {
    if (length < 0 || length > MAX_BODY) {
      throw new OutboundException("The answer has more than " + MAX_BODY + " bytes");
    }
    return length;
  }

  /** Scheme and host: no path and no query, where secrets stand. */
  private static String where(Request request) {
    return request.uri().getScheme() + "://" + request.uri().getHost();
  }
}
