package dev.latchkey.domain.proof;

import dev.latchkey.domain.dpop.ShownProof;

/**
 * An access token as a request shows it. Only {@code Call} makes one, of the request itself
 * (FloorsTest): whoever takes one to let somebody in cannot be given a token that came by another
 * way, or without what the request showed beside it. A token that is merely asked about, as at
 * introspection, is a text.
 */
public final class ShownToken {

  /** How it is shown. */
  public enum Scheme {
    /** RFC 6750: it is good for whoever bears it. */
    BEARER("Bearer"),
    /** RFC 9449 section 7.1: it is good for who holds its key. */
    DPOP("DPoP");

    private final String wireName;

    Scheme(String wireName) {
      this.wireName = wireName;
    }

    /** As the {@code Authorization} header has it. */
    public String wireName() {
      return wireName;
    }
  }

  private final Scheme scheme;
  private final String value;
  private final ShownProof proof;

  public ShownToken(Scheme scheme, String value, ShownProof proof) {
    this.scheme = scheme;
    this.value = value;
    this.proof = proof;
  }

  public Scheme scheme() {
    return scheme;
  }

  /** The token itself, for those that check it. */
  public String value() {
    return value;
  }

  /** What the request shows beside it. */
  public ShownProof proof() {
    return proof;
  }

  /** Says nothing of the token: it opens doors. */
  @Override
  public String toString() {
    return "ShownToken[" + scheme + "]";
  }
}
