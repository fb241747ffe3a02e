package dev.latchkey.faces.web;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.i18n.Texts;
import dev.latchkey.platform.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.node.ObjectNode;

/**
 * Errors as callers see them (contract section 1.5). Each gets an id, under which the log has the
 * cause.
 */
public final class ErrorResponses {

  private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.error");

  private final Texts texts;
  private final Secrets secrets;

  public ErrorResponses(Texts texts, Secrets secrets) {
    this.texts = texts;
    this.secrets = secrets;
  }

  /**
   * The error object, logged.
   *
   * @param language a catalogue
   */
  public ObjectNode body(ApiException exception, String language) {
    ApiError error = exception.error();
    String id = secrets.readable(10);
    log(exception, id);
    ObjectNode body =
        Json.object()
            .put("error", error.type())
            .put("error_id", id)
            .put("error_description", exception.description())
            .put("error_message_key", error.key());
    if (error == ApiError.VALIDATION && !exception.details().isEmpty()) {
      // As the seed's sample has it: the details speak for themselves.
      body.putNull("error_user_msg");
    } else {
      String own = exception.userMessage();
      body.put("error_user_msg", own == null ? texts.get(language, error.key()) : own);
    }
    if (!exception.details().isEmpty()) {
      body.set("error_details", Json.tree(exception.details()));
    }
    return body;
  }

  private static void log(ApiException exception, String id) {
    MDC.put("error_id", id);
    try {
      if (exception.error().status() >= 500) {
        LOG.error("{}: {}", exception.error(), exception.description(), exception.getCause());
      } else {
        LOG.info("{}: {}", exception.error(), exception.description());
      }
    } finally {
      MDC.remove("error_id");
    }
  }
}
