package dev.latchkey.faces.operations;

import dev.latchkey.platform.http.AddressRanges;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * {@code /health} (alive), {@code /health/ready} (may be sent requests) and {@code /metrics}
 * (Prometheus). Metrics tell how a business goes, so only the listed networks see them.
 */
public final class OperationsEndpoints {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final BooleanSupplier databaseAnswers;
  private final BooleanSupplier draining;
  private final PrometheusMeterRegistry metrics;
  private final AddressRanges metricsReaders;

  public OperationsEndpoints(
      BooleanSupplier databaseAnswers,
      BooleanSupplier draining,
      PrometheusMeterRegistry metrics,
      AddressRanges metricsReaders) {
    this.databaseAnswers = databaseAnswers;
    this.draining = draining;
    this.metrics = metrics;
    this.metricsReaders = metricsReaders;
  }

  public void on(Router router) {
    router.get("/health", request -> answer(200, "up"));
    router.get("/health/ready", request -> ready());
    router.get("/metrics", this::metrics);
  }

  private Response ready() {
    if (draining.getAsBoolean()) {
      return answer(503, "draining");
    }
    return databaseAnswers.getAsBoolean() ? answer(200, "ready") : answer(503, "database is away");
  }

  private static Response answer(int status, String text) {
    return Response.json(status, Json.write(Json.object().put("status", text)))
        .with("Cache-Control", "no-store");
  }

  private Response metrics(Request request) {
    return metricsReaders.contains(request.clientAddress())
        ? Response.of(200, PROMETHEUS, metrics.scrape().getBytes(StandardCharsets.UTF_8))
        : Response.empty(404);
  }
}
