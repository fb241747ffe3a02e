package dev.latchkey.platform.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http2.Http2Config;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 and HTTP/2 on one port, a virtual thread for each request. */
public final class HttpServer implements AutoCloseable {

  /**
   * @param port 0 takes a free one
   * @param tls null for plain HTTP
   * @param drain how long {@link #close()} waits for requests that are being answered
   * @param maxBodyBytes what no body may exceed, whatever its handler allows
   * @param maxHeaderBytes of all headers of a request together
   */
  public record Settings(
      String address,
      int port,
      @Nullable SSLContext tls,
      TrustedProxies proxies,
      Duration drain,
      int maxBodyBytes,
      int maxHeaderBytes) {}

  /** Answers a request that cannot be read, or whose body is larger than any may be. */
  @FunctionalInterface
  public interface Refusal {

    /**
     * @param status 400 or 413
     * @param acceptLanguage the header, if it could be read
     */
    Response answer(int status, @Nullable String acceptLanguage);
  }

  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
  private static final int MALFORMED = 400;
  private static final int TOO_LARGE = 413;
  private static final Map<String, HeaderName> NAMES = new ConcurrentHashMap<>();

  private final WebServer server;
  private final Settings settings;
  private final Router router;
  private final Filter filter;
  private final Handler notFound;
  private final Phaser inFlight = new Phaser(1);
  private volatile boolean draining;

  /**
   * Starts listening.
   *
   * @param filter stands around every handler, {@code fallback} included
   * @param fallback answers what no route matches, and methods a route does not have
   * @param refusal answers what never gets that far; no filter stands around it
   * @throws CannotListen when the port was taken in the meantime
   */
  public HttpServer(
      Settings settings, Router router, Filter filter, Handler fallback, Refusal refusal) {
    this.settings = settings;
    this.router = router;
    this.filter = filter;
    this.notFound = fallback;
    var builder =
        WebServer.builder()
            .host(settings.address())
            .port(settings.port())
            .shutdownHook(false)
            .maxPayloadSize(settings.maxBodyBytes())
            .idleConnectionTimeout(Duration.ofMinutes(2))
            .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
            .protocolsDiscoverServices(false)
            .addProtocol(
                Http1Config.builder()
                    .maxHeadersSize(settings.maxHeaderBytes())
                    .maxPrologueLength(settings.maxHeaderBytes())
                    .build())
            .addProtocol(Http2Config.builder().build())
            .featuresDiscoverServices(false)
            .contentEncoding(encoding -> encoding.contentEncodingsDiscoverServices(false))
            .directHandlers(
                DirectHandlers.builder()
                    .addHandler(DirectHandler.EventType.BAD_REQUEST, refusing(refusal))
                    .addHandler(DirectHandler.EventType.PAYLOAD_TOO_LARGE, refusing(refusal))
                    .addHandler(DirectHandler.EventType.INTERNAL_ERROR, refusing(refusal))
                    .build())
            .routing(routing -> routing.any(this::serve));
    SSLContext tls = settings.tls();
    if (tls != null) {
      builder.tls(t -> t.sslContext(tls).applicationProtocols(List.of("h2", "http/1.1")));
    }
    server = builder.build().start();
    if (!server.isRunning()) {
      // The library writes down why, and returns.
      throw new CannotListen(settings.address(), settings.port());
    }
  }

  /** The port in use. */
  public int port() {
    return server.port();
  }

  /** How many requests are being answered. */
  public int active() {
    return inFlight.getRegisteredParties() - (draining ? 0 : 1);
  }

  /** Whether {@link #close()} has begun: nobody should send new requests here. */
  public boolean isDraining() {
    return draining;
  }

  /**
   * For what the library itself stumbles over: a request that is none, since {@link #serve} answers
   * what handlers fail at. The connection is closed after it: what else comes on it may be the rest
   * of what was refused.
   */
  private static DirectHandler refusing(Refusal refusal) {
    return (request, event, status, headers, message) -> {
      Response answer =
          refusal.answer(
              status.code() == TOO_LARGE ? TOO_LARGE : MALFORMED,
              request.headers().first(HeaderNames.ACCEPT_LANGUAGE).orElse(null));
      DirectHandler.TransportResponse.Builder response =
          DirectHandler.TransportResponse.builder()
              .status(Status.create(answer.status()))
              .headers(headers)
              .keepAlive(false)
              .entity(answer.body());
      answer.headers().forEach(h -> response.header(HeaderNames.create(h.name()), h.value()));
      return response.build();
    };
  }

  private void serve(ServerRequest request, ServerResponse response) {
    inFlight.register();
    try {
      Response answer;
      try {
        answer = answer(request);
      } catch (Request.ClientGone e) {
        answer = Response.empty(400);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "A request could not be answered", e);
        answer = Response.empty(500);
      }
      send(answer, request, response);
    } finally {
      inFlight.arriveAndDeregister();
    }
  }

  private Response answer(ServerRequest request) {
    String path = request.prologue().uriPath().rawPath();
    Method method = method(request.prologue().method().text());
    Router.Match match = router.match(path);
    Handler handler = match == null || method == null ? null : match.route().handler(method);
    HelidonRequest wrapped =
        new HelidonRequest(
            request,
            method == null ? Method.GET : method,
            path,
            match == null ? "none" : match.route().pattern,
            match == null ? Map.of() : match.parameters(),
            settings.proxies());
    return filter.around(wrapped, handler == null ? notFound : handler);
  }

  private static @Nullable Method method(String name) {
    for (Method method : Method.values()) {
      if (method.name().equals(name)) {
        return method;
      }
    }
    return null;
  }

  private void send(Response answer, ServerRequest request, ServerResponse response) {
    response.status(Status.create(answer.status()));
    for (Response.Header header : answer.headers()) {
      HeaderName name = NAMES.computeIfAbsent(header.name(), HeaderNames::create);
      response.headers().add(name, header.value());
    }
    if (draining) {
      response.headers().set(HeaderNames.CONNECTION, "close");
    }
    Response.Stream stream = answer.stream();
    if (stream == null) {
      sendBytes(answer, request, response);
      return;
    }
    try (OutputStream out = response.outputStream()) {
      stream.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sendBytes(Response answer, ServerRequest request, ServerResponse response) {
    byte[] body = answer.body();
    boolean head = request.prologue().method().text().equals("HEAD");
    if (body.length == 0) {
      response.send();
    } else if (head) {
      response.headers().set(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
      response.send();
    } else {
      response.send(body);
    }
  }

  /** Lets the requests that are being answered finish, then stops. */
  @Override
  public void close() {
    draining = true;
    try {
      int phase = inFlight.arriveAndDeregister();
      inFlight.awaitAdvanceInterruptibly(phase, settings.drain().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "Requests were cut off after {0}", settings.drain());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop();
  }
}
