package dev.latchkey.sdk.model;

/** What a device may offer for a login. */
public enum CredentialType {
  /** A password that the device has stored. */
  Password,
  /** A passkey. */
  Passkey
}
