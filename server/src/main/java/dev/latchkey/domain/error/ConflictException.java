package dev.latchkey.domain.error;

/** A {@link Conflict} on its way to the face that renders it. Has no stack trace. */
public final class ConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Conflict conflict;

  ConflictException(Conflict conflict) {
    super(conflict.name(), null, false, false);
    this.conflict = conflict;
  }

  public Conflict conflict() {
    return conflict;
  }
}
