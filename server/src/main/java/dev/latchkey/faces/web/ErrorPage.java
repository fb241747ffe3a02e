package dev.latchkey.faces.web;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.platform.http.Response;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error that may not be redirected: JSON, or a page for who prefers one (contract section 1.8).
 */
public final class ErrorPage {

  private ErrorPage() {}

  public static Response jsonOrPage(Api api, Call call, ApiException exception) {
    return prefersHtml(call)
        ? page(api, call, exception, exception.error().status())
        : api.error(call, exception);
  }

  /** As above, with a status that the protocol of the endpoint wants. */
  public static Response jsonOrPage(Api api, Call call, ApiException exception, int status) {
    return prefersHtml(call)
        ? page(api, call, exception, status)
        : api.error(call, exception, status);
  }

  /** A browser's navigation names HTML first; native clients and {@code fetch} do not. */
  private static boolean prefersHtml(Call call) {
    return call.request()
        .header("Accept")
        .filter(accept -> accept.startsWith("text/html"))
        .isPresent();
  }

  /** The page, whatever the caller prefers. */
  public static Response page(Api api, Call call, ApiException exception) {
    return page(api, call, exception, exception.error().status());
  }

  private static Response page(Api api, Call call, ApiException exception, int status) {
    ObjectNode error = api.errorBody(call, exception);
    return api.notices()
        .say(
            call,
            status,
            error.path("error_user_msg").asString(exception.description()),
            error.path("error").asString() + " · " + error.path("error_id").asString());
  }
}
