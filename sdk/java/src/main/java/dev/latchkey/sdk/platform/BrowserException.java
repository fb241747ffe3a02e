package dev.latchkey.sdk.platform;

import java.io.IOException;

/** No redirect came. */
public final class BrowserException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The user closed the browser, or did not come back in time. */
    GIVEN_UP,
    /** There is no browser. */
    NO_BROWSER
  }

  /** Why. */
  private final Reason reason;

  /**
   * Says so.
   *
   * @param reason why
   * @param message the same in words
   */
  public BrowserException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** {@return why} */
  public Reason getReason() {
    return reason;
  }
}
