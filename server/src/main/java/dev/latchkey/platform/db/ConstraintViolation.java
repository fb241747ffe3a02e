package dev.latchkey.platform.db;

import java.sql.SQLException;

/** A unique constraint refused the change. */
public final class ConstraintViolation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String constraint;

  ConstraintViolation(String constraint, SQLException cause) {
    super(constraint, cause);
    this.constraint = constraint;
  }

  /** The name of the constraint or unique index. */
  public String constraint() {
    return constraint;
  }
}
