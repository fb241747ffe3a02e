package dev.latchkey.faces.pages.account;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a page may say that something was done. An address names one; it cannot bring words. */
enum Done {
  SAVED("account.done.saved"),
  ADDED("account.done.added"),
  REMOVED("account.done.removed"),
  ENDED("account.done.ended"),
  MAIL_SENT("emailEditor.successMessage"),
  CODE_SENT("passwordless.sms.verification.intro"),
  MAIL_CODE_SENT("passwordless.email.verification.intro"),
  PASSWORD("passwordEditor.success");

  private final String key;

  Done(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  static Optional<Done> named(String name) {
    return Arrays.stream(values())
        .filter(done -> done.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }
}
