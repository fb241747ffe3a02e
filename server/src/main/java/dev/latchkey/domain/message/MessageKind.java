package dev.latchkey.domain.message;

import java.util.Locale;

/**
 * What is said. The lower-case name is the key in the configuration and the prefix of the texts.
 */
public enum MessageKind {
  PASSWORDLESS(Tone.ASKED_FOR),
  MFA(Tone.ASKED_FOR),
  VERIFY_EMAIL(Tone.ASKED_FOR),
  VERIFY_PHONE_NUMBER(Tone.ASKED_FOR),
  PASSWORD_RESET(Tone.ASKED_FOR),
  ACCOUNT_RECOVERY(Tone.ASKED_FOR),
  CONSENT(Tone.ASKED_FOR),
  INVITATION(Tone.ASKED_FOR),
  /** The address of the page that makes a browser a device which approves. */
  PUSH_LINK(Tone.ASKED_FOR),
  PASSWORD_CHANGED(Tone.NOTICE),
  EMAIL_CHANGED(Tone.NOTICE),
  PHONE_NUMBER_CHANGED(Tone.NOTICE),
  FACTOR_ADDED(Tone.NOTICE),
  FACTOR_REMOVED(Tone.NOTICE),
  LOCKOUT(Tone.NOTICE),
  ACCOUNT_DELETED(Tone.NOTICE);

  /** Whether the user asked for it, or is told of something that somebody else may have done. */
  enum Tone {
    ASKED_FOR,
    NOTICE
  }

  private final Tone tone;

  MessageKind(Tone tone) {
    this.tone = tone;
  }

  Tone tone() {
    return tone;
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
