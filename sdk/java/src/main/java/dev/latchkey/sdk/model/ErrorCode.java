package dev.latchkey.sdk.model;

import org.jspecify.annotations.Nullable;

/** The codes of {@link LatchkeyError#getCode}: HTTP statuses, and from 49000 on the SDK's own. */
public enum ErrorCode {
  /** The server refused in a redirect. */
  OAuthAuthorizationError(303),
  /** A value is wrong or missing. */
  BadRequest(400),
  /** Who asks did not show who it is. */
  Unauthorized(401),
  /** Who asks may not do this. */
  Forbidden(403),
  /** There is no such thing. */
  NotFound(404),
  /** It contradicts what is there. */
  Conflict(409),
  /** Too much was asked in a short time. */
  TooManyRequests(429),
  /** The server failed. */
  InternalServerError(500),
  /** The server cannot do this. */
  NotImplemented(501),
  /** Something behind the server failed. */
  BadGateway(502),
  /** The server is overloaded or being maintained. */
  ServiceUnavailable(503),
  /** Something behind the server was too slow. */
  GatewayTimeout(504),
  /** The answer was not what it should be. */
  Unexpected(49000),
  /** The user gave up making or showing a passkey. */
  WebauthnActionCanceled(52000),
  /** The user gave up in the browser. */
  WebFlowCanceled(52001),
  /** Android: nothing came back from the browser. */
  NullIntent(52002),
  /** A redirect brought neither a code nor an error. */
  NoAuthCode(52003),
  /** The login that a code belongs to was not begun by this client. */
  NoPkce(52004),
  /** There is no browser to show a page in. */
  CustomTabUnavailable(52005);

  private final int code;

  ErrorCode(int code) {
    this.code = code;
  }

  /** {@return the number} */
  public int getCode() {
    return code;
  }

  /**
   * {@return the constant of that number, or null}
   *
   * @param code an HTTP status, or a number of the SDK's own
   */
  public static @Nullable ErrorCode of(int code) {
    for (ErrorCode constant : values()) {
      if (constant.code == code) {
        return constant;
      }
    }
    return null;
  }
}
