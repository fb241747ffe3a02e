package dev.latchkey.sdk.model;

/** What a postal address is for. */
public enum ProfileAddressType {
  /** Where bills go. */
  billing,
  /** Where goods go. */
  delivery
}
