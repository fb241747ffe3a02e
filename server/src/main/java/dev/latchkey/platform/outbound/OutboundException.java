package dev.latchkey.platform.outbound;

import org.jspecify.annotations.Nullable;

/**
 * The other server was not asked, or did not answer in a usable way. Nothing of it is for users.
 */
public final class OutboundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OutboundException(String message) {
    this(message, null);
  }

  OutboundException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
