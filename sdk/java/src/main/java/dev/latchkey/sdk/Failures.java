package dev.latchkey.sdk;

import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LatchkeyApiError;
import dev.latchkey.sdk.model.LatchkeyApiErrorDetail;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.platform.BrowserException;
import dev.latchkey.sdk.platform.BrowserException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Makes errors of whatever goes wrong (contract section 5.1). */
final class Failures {

  private Failures() {}

  static LatchkeyException of(ErrorCode code, String message) {
    return new LatchkeyException(new LatchkeyError(message, code.getCode(), null, null));
  }

  /** Of an exception, or of the one that a future wrapped. */
  static LatchkeyException of(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof LatchkeyException) {
      return (LatchkeyException) cause;
    }
    String message =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new LatchkeyException(new LatchkeyError(message, codeOf(cause), cause, null));
  }

  private static @Nullable Integer codeOf(Throwable cause) {
    if (cause instanceof MalformedAnswerException) {
      return ErrorCode.Unexpected.getCode();
    }
    if (cause instanceof BrowserException) {
      return ((BrowserException) cause).getReason() == Reason.NO_BROWSER
          ? ErrorCode.CustomTabUnavailable.getCode()
          : ErrorCode.WebFlowCanceled.getCode();
    }
    return null;
  }

  /** Of an answer that is no success. */
  static LatchkeyException of(Answer answer) {
    LatchkeyApiError data = null;
    try {
      data = read(answer.json());
    } catch (MalformedAnswerException e) {
      // Something on the way answered instead of the server; the status is all there is to tell.
    }
    return new LatchkeyException(
        new LatchkeyError(
            data == null ? "Latchkey API response error" : data.getError(),
            answer.status(),
            null,
            data));
  }

  private static @Nullable LatchkeyApiError read(JsonObject body) throws MalformedAnswerException {
    String error = body.text("error");
    if (error == null) {
      return null;
    }
    List<LatchkeyApiErrorDetail> details = null;
    List<JsonObject> said = body.objects("error_details");
    if (said != null) {
      details = new ArrayList<>();
      for (JsonObject detail : said) {
        details.add(
            LatchkeyApiErrorDetail.builder()
                .setField(detail.textOr("field", ""))
                .setMessage(detail.textOr("message", ""))
                .setCode(detail.text("code"))
                .build());
      }
    }
    return LatchkeyApiError.builder()
        .setError(error)
        .setErrorId(body.text("error_id"))
        .setErrorUserMsg(body.text("error_user_msg"))
        .setErrorMessageKey(body.text("error_message_key"))
        .setErrorDescription(body.text("error_description"))
        .setErrorDetails(details)
        .build();
  }

  /** Of a redirect that brought an error. */
  static LatchkeyException ofRedirect(Map<String, String> query) {
    String error = query.getOrDefault("error", "");
    String description = query.get("error_description");
    LatchkeyApiError data =
        LatchkeyApiError.builder()
            .setError(error)
            .setErrorId(query.get("error_id"))
            .setErrorUserMsg(query.get("error_user_msg"))
            .setErrorMessageKey(query.get("error_message_key"))
            .setErrorDescription(description)
            .build();
    return new LatchkeyException(
        new LatchkeyError(
            description == null ? error : description,
            ErrorCode.OAuthAuthorizationError.getCode(),
            null,
            data));
  }
}
