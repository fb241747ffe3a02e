package dev.latchkey.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.platform.http.HttpServer;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.http.TrustedProxies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The server's HTTP library with one handler that does nothing: what it answers in a second is the
 * most that any operation could reach.
 */
final class TrivialServer {
  private static final Response OK = Response.json(200, "{\"status\":\"ok\"}".getBytes(UTF_8));

  private TrivialServer() {}

  /**
   * Listens until the process ends.
   *
   * @param args the port
   */
  public static void main(String[] args) throws InterruptedException {
    try (var _ = start(Integer.parseInt(args[0]))) {
      new CountDownLatch(1).await();
    }
  }

  static HttpServer start(int port) {
    Router router = new Router().get("/", _ -> OK).get("/health/ready", _ -> OK);
    return new HttpServer(
        new HttpServer.Settings(
            "127.0.0.1",
            port,
            null,
            TrustedProxies.of(List.of()),
            Duration.ofSeconds(1),
            1 << 16,
            1 << 14),
        router,
        (request, next) -> next.handle(request),
        _ -> Response.empty(404),
        (status, _) -> Response.empty(status));
  }
}
