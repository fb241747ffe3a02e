package dev.latchkey.platform.crypto.password;

/**
 * Passwords too well known to be allowed (NIST SP 800-63B-4, section 3.1.1.2; ASVS 5.0, 6.2.12).
 * The whole password is looked up, never a part of it. Safe for many threads.
 */
@FunctionalInterface
public interface Blocklist {

  /**
   * @param password as typed
   */
  boolean contains(String password);
}
