package dev.latchkey.domain.client;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How sure a login was: the authentication context classes that this server tells of and can be
 * asked for (OpenID Connect Core section 2), weakest first. The names are the assurance levels of
 * NIST SP 800-63B, whose requirement on the factors they meet.
 */
public enum Acr {
  /** One factor was shown. */
  AAL1,
  /** Two factors were shown, or one that is two: a passkey that checked its user. */
  AAL2;

  /** Every name, weakest first. */
  public static final List<String> NAMES = Arrays.stream(values()).map(Acr::wireName).toList();

  private static final String TWO_FACTORS = "mfa";

  /** Of the methods that were shown (RFC 8176). */
  public static Acr of(Collection<String> amr) {
    return amr.contains(TWO_FACTORS) ? AAL2 : AAL1;
  }

  /** Empty for a name that this server does not have. */
  static Optional<Acr> named(String name) {
    return Arrays.stream(values()).filter(acr -> acr.wireName().equals(name)).findFirst();
  }

  public String wireName() {
    return switch (this) {
      case AAL1 -> "aal1";
      case AAL2 -> "aal2";
    };
  }

  boolean meets(Acr wanted) {
    return compareTo(wanted) >= 0;
  }
}
