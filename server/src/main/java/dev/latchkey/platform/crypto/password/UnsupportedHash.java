package dev.latchkey.platform.crypto.password;

/** A stored hash that will not be verified. */
final class UnsupportedHash extends Exception {
  private final String reason;

  UnsupportedHash(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** Never quotes the hash. */
  String reason() {
    return reason;
  }
}
