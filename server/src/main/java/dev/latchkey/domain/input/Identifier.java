package dev.latchkey.domain.input;

/**
 * What a user is found by: an e-mail address, a phone number or an identifier of the operator's
 * choosing.
 *
 * @param value as typed, trimmed; a phone number in E.164
 * @param key what is compared: two identifiers are the same when kind and key are
 */
public record Identifier(Kind kind, String value, String key) {

  public enum Kind {
    EMAIL("email"),
    PHONE_NUMBER("phone_number"),
    CUSTOM_IDENTIFIER("custom_identifier");

    private final String field;

    Kind(String field) {
      this.field = field;
    }

    /** The name on the wire. */
    public String field() {
      return field;
    }
  }
}
