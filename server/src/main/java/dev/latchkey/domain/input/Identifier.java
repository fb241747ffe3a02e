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

  /** As it may be shown to tell one from another, not to reach anybody. */
  public String masked() {
    int at = value.lastIndexOf('@');
    return at > 0
        ? value.substring(0, value.offsetByCodePoints(0, 1)) + "***" + value.substring(at)
        : value.substring(0, Math.min(3, value.length()))
            + "*****"
            + value.substring(Math.max(0, value.length() - 2));
  }
}
