package dev.latchkey.domain.proof;

/**
 * An access token as a request shows it. Only {@code Call} makes one, of the request itself
 * (FloorsTest): whoever takes one to let somebody in cannot be given a token that came by another
 * way, or without what the request showed beside it. A token that is merely asked about, as at
 * introspection, is a text.
 */
public final class ShownToken {

  private final String value;

  public ShownToken(String value) {
    this.value = value;
  }

  /** The token itself, for those that check it. */
  public String value() {
    return value;
  }

  /** Says nothing of the token: it opens doors. */
  @Override
  public String toString() {
    return "ShownToken";
  }
}
