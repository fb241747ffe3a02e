package dev.latchkey.sdk.model;

/** How a redirection ended, in the numbers of the vendor's older SDK. */
public enum RedirectionCode {
  /** It brought what it was for. */
  SUCCESS(0),
  /** It brought something that nobody asked for. */
  UNEXPECTED(-1),
  /** The user gave up. */
  ABORTED(1),
  /** The server refused. */
  UNAUTHORIZED(2);

  private final int code;

  RedirectionCode(int code) {
    this.code = code;
  }

  /** {@return the number} */
  public int getCode() {
    return code;
  }
}
