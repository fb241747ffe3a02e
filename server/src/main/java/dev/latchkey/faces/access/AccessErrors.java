package dev.latchkey.faces.access;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.tenant.Tenant.Limit;
import dev.latchkey.faces.access.Refusal.Fault;
import dev.latchkey.faces.access.Refusal.Forbidden;
import dev.latchkey.faces.access.Refusal.Limited;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Errors as the callers of this API see them (contract 1.4 to 1.6). */
final class AccessErrors {

  private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.error");

  private AccessErrors() {}

  static Response of(Conflict conflict) {
    return Response.json(409, Json.write(Json.object().put("errorCode", conflict.name())));
  }

  static Response of(Refusal refusal) {
    return switch (refusal.what()) {
      case Forbidden code ->
          Response.json(
              403,
              Json.write(Json.object().put("errorCode", code.name()).put("message", code.name())));
      case Limited limited ->
          Response.empty(429)
              .with("x-ratelimit-limit", limited.limits())
              .with("x-ratelimit-reset", Long.toString(limited.resetSeconds()));
      case String[] generic -> generic(refusal.status(), generic[0], generic[1]);
      case List<?> faults -> badRequest(faults);
      default -> Response.empty(refusal.status());
    };
  }

  /** The catalogue of all APIs, in the shapes of this one. */
  static Response of(ApiException exception, Limit perRecipient) {
    ApiError error = exception.error();
    LOG.atLevel(error.status() >= 500 ? Level.ERROR : Level.INFO)
        .setCause(error.status() >= 500 ? exception.getCause() : null)
        .log("{}: {}", error, exception.description());
    return switch (error) {
      case ACCESS_TOKEN_INVALID, ACCESS_TOKEN_MISSING, LOGIN_REQUIRED -> Response.empty(401);
      case STEP_UP_REQUIRED -> of(Refusal.forbidden(Forbidden.STEP_UP_REQUIRED));
      case VALIDATION ->
          badRequest(
              exception.details().stream()
                  .map(detail -> new Fault(List.of(), detail.field(), "REQUIRED"))
                  .toList());
      case MALFORMED_BODY -> badRequest(List.of());
      case BODY_TOO_LARGE -> generic(413, "BODY_TOO_LARGE", exception.description());
      case RESOURCE_NOT_FOUND -> generic(404, "NOT_FOUND", "There is no such resource");
      case INVALID_STATE -> of(Conflict.STATE_INVALID);
      case EMAIL_ALREADY_EXISTS -> of(Conflict.EMAIL_NOT_UNIQUE);
      case PHONE_NUMBER_ALREADY_EXISTS -> of(Conflict.MOBILE_NOT_UNIQUE);
      case RATE_LIMIT_REACHED, TOO_MANY_ATTEMPTS -> of(limited(exception, perRecipient));
      default ->
          error.status() == 403
              ? of(Refusal.forbidden(Forbidden.INSUFFICIENT_PERMISSIONS))
              : error.status() == 400
                  ? generic(400, error.name(), exception.description())
                  : Response.empty(error.status());
    };
  }

  private static Refusal limited(ApiException exception, Limit limit) {
    Duration wait = exception.retryAfter();
    return Refusal.limited(
        new Limited(
            AccessLimits.text(limit, List.of(limit)),
            AccessLimits.seconds(wait == null ? limit.window() : wait)));
  }

  private static Response badRequest(List<?> faults) {
    ObjectNode body = Json.object().put("message", "Request is not valid");
    if (!faults.isEmpty()) {
      ArrayNode fields = body.putObject("syntaxErrors").putArray("invalidFields");
      for (Object each : faults) {
        if (each instanceof Fault fault) {
          ObjectNode field = fields.addObject();
          ArrayNode params = field.putArray("params");
          fault.params().forEach(params::add);
          field.put("fieldName", fault.fieldName()).put("error", fault.error());
        }
      }
    }
    return Response.json(400, Json.write(body));
  }

  static Response generic(int status, String code, String message) {
    return Response.json(
        status, Json.write(Json.object().put("code", code).put("message", message)));
  }
}
