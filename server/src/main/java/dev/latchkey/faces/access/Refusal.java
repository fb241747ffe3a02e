package dev.latchkey.faces.access;

import java.util.List;

/** An answer that ends a request before its effect, in the words of the contract. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Codes of a 403 (contract 1.5). */
  enum Forbidden {
    STEP_UP_REQUIRED,
    ACCESS_TOKEN_REQUIRED,
    INSUFFICIENT_PERMISSIONS
  }

  /** A field that cannot be used (contract 1.6). */
  record Fault(List<String> params, String fieldName, String error) {}

  /** How often something may be done, as the header says it. */
  record Limited(String limits, long resetSeconds) {}

  private final transient Object what;
  private final int status;

  private Refusal(int status, Object what) {
    super("Refused with " + status, null, false, false);
    this.status = status;
    this.what = what;
  }

  /** Without a body. */
  static Refusal empty(int status) {
    return new Refusal(status, "");
  }

  static Refusal forbidden(Forbidden code) {
    return new Refusal(403, code);
  }

  static Refusal badRequest(List<Fault> faults) {
    return new Refusal(400, List.copyOf(faults));
  }

  static Refusal badRequest(Fault fault) {
    return badRequest(List.of(fault));
  }

  /** The body is no JSON object. */
  static Refusal unreadable() {
    return new Refusal(400, List.of());
  }

  static Refusal generic(int status, String code, String message) {
    return new Refusal(status, new String[] {code, message});
  }

  static Refusal limited(Limited limited) {
    return new Refusal(429, limited);
  }

  int status() {
    return status;
  }

  Object what() {
    return what;
  }
}
