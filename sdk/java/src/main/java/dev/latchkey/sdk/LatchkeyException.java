package dev.latchkey.sdk;

import dev.latchkey.sdk.model.LatchkeyError;
import java.util.Objects;

/** A command failed. What commands complete exceptionally with. */
public final class LatchkeyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient LatchkeyError error;

  /**
   * For a command that fails.
   *
   * @param error why
   */
  public LatchkeyException(LatchkeyError error) {
    super(error.getMessage(), error.getException());
    this.error = Objects.requireNonNull(error, "error");
  }

  /** {@return why} */
  public LatchkeyError getError() {
    return error;
  }
}
