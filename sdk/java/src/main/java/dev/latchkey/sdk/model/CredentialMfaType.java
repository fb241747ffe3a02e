package dev.latchkey.sdk.model;

/** Kinds of second factors. */
public enum CredentialMfaType {
  /** A code in a mail. */
  email,
  /** A code in a text message. */
  sms,
  /** A kind that this version of the SDK does not know. */
  other
}
