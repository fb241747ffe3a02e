package dev.latchkey.platform.observe;

import dev.latchkey.platform.http.Filter;
import dev.latchkey.platform.http.Handler;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One line for each request, at level DEBUG: method, route, status, milliseconds. Never a path with
 * its values, a query, a header or a body: tokens travel in all of them (attack class 41).
 */
public final class RequestLog implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.request");

  @Override
  public Response around(Request request, Handler next) {
    long start = System.nanoTime();
    try {
      Response response = next.handle(request);
      if (LOG.isDebugEnabled()) {
        LOG.debug(
            "{} {} {} {} ms",
            request.method(),
            request.route(),
            response.status(),
            (System.nanoTime() - start) / 1_000_000);
      }
      return response;
    } finally {
      MDC.clear();
    }
  }
}
