package dev.latchkey.domain.credential;

/** A password that meets the tenant's rules, hashed. Only {@link PasswordRules} makes one. */
public final class NewPassword {

  private final String hash;

  NewPassword(String hash) {
    this.hash = hash;
  }

  String hash() {
    return hash;
  }
}
