package dev.latchkey.sdk.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a command failed. The seed calls it {@code ReachFiveError}.
 *
 * <table>
 *   <caption>Where it comes from</caption>
 *   <tr><th>Failure</th><th>code</th><th>message</th><th>data</th><th>exception</th></tr>
 *   <tr><td>the server refused</td><td>HTTP status</td><td>the type of the error</td><td>the error</td><td></td></tr>
 *   <tr><td>the server refused in a redirect</td><td>303</td><td>the description</td><td>the error</td><td></td></tr>
 *   <tr><td>an answer that is not the server's, or not JSON</td><td>HTTP status, or 49000 after a success</td><td>says so</td><td></td><td></td></tr>
 *   <tr><td>the browser, a passkey, PKCE</td><td>from 52000 on</td><td>says so</td><td></td><td>the cause, if any</td></tr>
 *   <tr><td>the network, a cancelled command</td><td></td><td>the text of the cause</td><td></td><td>the cause</td></tr>
 * </table>
 */
public final class LatchkeyError {

  private final String message;
  private final @Nullable Integer code;
  private final @Nullable Throwable exception;
  private final @Nullable LatchkeyApiError data;

  /**
   * As a command failed; or for a part of an app that fails in the same way.
   *
   * @param message the type of the server's error, or what failed here
   * @param code see {@link ErrorCode}; null when none fits
   * @param exception the cause of a failure on this side
   * @param data what the server said
   */
  public LatchkeyError(
      String message,
      @Nullable Integer code,
      @Nullable Throwable exception,
      @Nullable LatchkeyApiError data) {
    this.message = Objects.requireNonNull(message, "message");
    this.code = code;
    this.exception = exception;
    this.data = data;
  }

  /** {@return the type of the server's error, or what failed here} */
  public String getMessage() {
    return message;
  }

  /** {@return the HTTP status, 303 for an error in a redirect, or a number of the SDK's own} */
  public @Nullable Integer getCode() {
    return code;
  }

  /** {@return the constant for the code, or null when it is none} */
  public @Nullable ErrorCode getErrorCode() {
    return code == null ? null : ErrorCode.of(code);
  }

  /** {@return how a redirection ended, or null when this is about something else} */
  public @Nullable RedirectionCode getRedirectionCode() {
    ErrorCode known = getErrorCode();
    if (known == null) {
      return null;
    }
    switch (known) {
      case WebFlowCanceled:
        return RedirectionCode.ABORTED;
      case OAuthAuthorizationError:
        return RedirectionCode.UNAUTHORIZED;
      case Unexpected:
      case NoAuthCode:
        return RedirectionCode.UNEXPECTED;
      default:
        return null;
    }
  }

  /** {@return the cause of a failure on this side, or null} */
  public @Nullable Throwable getException() {
    return exception;
  }

  /** {@return what the server said, or null when it said nothing} */
  public @Nullable LatchkeyApiError getData() {
    return data;
  }

  @Override
  public String toString() {
    return "LatchkeyError{message=" + message + ", code=" + code + ", data=" + data + "}";
  }
}
