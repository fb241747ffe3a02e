package dev.latchkey.platform.observe;

import dev.latchkey.platform.http.Filter;
import dev.latchkey.platform.http.Handler;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times each request by method, route and status: {@code http_server_requests_seconds}. Routes, not
 * paths, so there are as many series as endpoints.
 */
public final class RequestMetrics implements Filter {

  private record Key(Method method, String route, int status) {}

  private final MeterRegistry registry;
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

  public RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Response around(Request request, Handler next) {
    long start = System.nanoTime();
    Response response = next.handle(request);
    Key key = new Key(request.method(), request.route(), response.status());
    timers.computeIfAbsent(key, this::timer).record(Duration.ofNanos(System.nanoTime() - start));
    return response;
  }

  private Timer timer(Key key) {
    return Timer.builder("http.server.requests")
        .tag("method", key.method().name())
        .tag("route", key.route())
        .tag("status", Integer.toString(key.status()))
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5))
        .register(registry);
  }
}
