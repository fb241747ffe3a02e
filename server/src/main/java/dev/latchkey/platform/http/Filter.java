package dev.latchkey.platform.http;

/** Stands around every handler: logging, metrics, tracing, headers. */
@FunctionalInterface
public interface Filter {

  Response around(Request request, Handler next);

  /** This filter outside of {@code inner}. */
  default Filter outsideOf(Filter inner) {
    return (request, next) -> around(request, r -> inner.around(r, next));
  }
}
