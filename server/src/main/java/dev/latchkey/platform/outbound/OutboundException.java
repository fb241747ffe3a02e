package dev.latchkey.platform.outbound;

import org.jspecify.annotations.Nullable;

/**
 * The other server was not asked, or did not answer in a usable way. Nothing of it is for users.
 */
public final class OutboundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean forbidden;

  OutboundException(String message) {
    this(message, null);
  }

  OutboundException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  /** The same, as it reaches the thread that waits. */
  OutboundException(OutboundException other) {
    this(String.valueOf(other.getMessage()), other, other.forbidden);
  }

  private OutboundException(String message, @Nullable Throwable cause, boolean forbidden) {
    super(message, cause);
    this.forbidden = forbidden;
  }

  static OutboundException forbidden(String message) {
    return new OutboundException(message, null, true);
  }

  /** Whether the address must not be called: to try again is of no use. */
  public boolean isForbidden() {
    return forbidden;
  }
}
