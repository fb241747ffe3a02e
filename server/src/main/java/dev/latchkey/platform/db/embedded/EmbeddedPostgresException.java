package dev.latchkey.platform.db.embedded;

/**
 * The embedded PostgreSQL could not be set up, started or stopped. The message is written for the
 * operator and says what to do where that is known.
 */
public final class EmbeddedPostgresException extends RuntimeException {
  EmbeddedPostgresException(String message) {
    super(message);
  }

  EmbeddedPostgresException(String message, Throwable cause) {
    super(message, cause);
  }
}
