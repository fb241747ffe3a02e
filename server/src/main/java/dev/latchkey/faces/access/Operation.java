package dev.latchkey.faces.access;

import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import java.util.function.Supplier;

/**
 * An operation of this API: what the checks around it need to know.
 *
 * @param path below the base path
 * @param reach what a token must be good for
 * @param steppedUp whether a second factor must have been shown
 * @param repeatable whether a client may say that it sends the same once more (contract 1.12)
 */
record Operation(
    Method method,
    String path,
    Reach reach,
    boolean steppedUp,
    boolean repeatable,
    Preparation preparation) {

  /** Who may call it (contract 1.8). */
  enum Reach {
    /** The API key alone. */
    CLIENT,
    /** Any token: the way to another one, or out. */
    ANY_TOKEN,
    /** As above, also that of an expired password. */
    PASSWORD_UPDATE,
    /** As above, but that nothing is said of why it is refused: {@code /access_token}. */
    EXCHANGE,
    /** A token that may do what concerns the user alone. */
    USER,
    /** A token of one identity, or of a user who has only one. */
    IDENTITY
  }

  /**
   * Reads path and body, and returns what is then to be done. What cannot be read is told before
   * anything is looked up.
   */
  @FunctionalInterface
  interface Preparation {
    Supplier<Response> prepare(AccessCall call);
  }

  static Operation post(String path, Reach reach, Preparation preparation) {
    return new Operation(Method.POST, path, reach, false, false, preparation);
  }

  static Operation get(String path, Reach reach, Preparation preparation) {
    return new Operation(Method.GET, path, reach, false, false, preparation);
  }

  static Operation patch(String path, Reach reach, Preparation preparation) {
    return new Operation(Method.PATCH, path, reach, false, true, preparation);
  }

  static Operation delete(String path, Reach reach, Preparation preparation) {
    return new Operation(Method.DELETE, path, reach, false, false, preparation);
  }

  /** The same, for sessions that were stepped up. */
  Operation afterStepUp() {
    return new Operation(method, path, reach, true, repeatable, preparation);
  }

  /** The same, that may be sent twice. */
  Operation oncePerReference() {
    return new Operation(method, path, reach, steppedUp, true, preparation);
  }
}
