package dev.latchkey.platform.observe;

import dev.latchkey.platform.http.Filter;
import dev.latchkey.platform.http.Handler;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry: a server span for each request, a child of the caller's when it sends {@code
 * traceparent} (W3C Trace Context).
 */
public final class Tracing implements Filter, AutoCloseable {

  private static final TextMapGetter<Request> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Request request) {
          return List.of();
        }

        @Override
        public @Nullable String get(@Nullable Request request, String key) {
          return request == null ? null : request.header(key).orElse(null);
        }
      };

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * @param endpoint OTLP over HTTP, such as {@code http://localhost:4318/v1/traces}
   */
  public Tracing(String endpoint) {
    this.provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(Attributes.builder().put("service.name", "latchkey").build()))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder().setEndpoint(endpoint).build())
                    .build())
            .build();
    this.tracer = provider.get("dev.latchkey");
  }

  @Override
  public Response around(Request request, Handler next) {
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), request, HEADERS);
    Span span =
        tracer
            .spanBuilder(request.method() + " " + request.route())
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", request.method().name())
            .setAttribute("http.route", request.route())
            .startSpan();
    try (Scope scope = span.makeCurrent()) {
      Response response = next.handle(request);
      span.setAttribute("http.response.status_code", response.status());
      if (response.status() >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
      return response;
    } finally {
      span.end();
    }
  }

  @Override
  public void close() {
    provider.close();
  }
}
