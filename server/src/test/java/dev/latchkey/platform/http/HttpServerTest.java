package dev.latchkey.platform.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpServerTest {

  private static HttpServer listening(int port) {
    return new HttpServer(
        new HttpServer.Settings(
            "127.0.0.1", port, null, TrustedProxies.NONE, Duration.ZERO, 1024, 1024),
        new Router(),
        (request, next) -> next.handle(request),
        request -> Response.empty(404),
        (status, acceptLanguage) -> Response.empty(status));
  }

  @Test
  void a_port_that_was_taken_since_it_was_looked_at_is_no_start() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> listening(port).close())
          .isInstanceOf(CannotListen.class)
          .hasMessage("Cannot listen on 127.0.0.1, port " + port);
    }
  }
}
