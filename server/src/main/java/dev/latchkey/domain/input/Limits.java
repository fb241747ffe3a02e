package dev.latchkey.domain.input;

/** How large anything a caller sends may be. */
public final class Limits {

  /** A body at the identity and OAuth endpoints, in bytes. */
  public static final int BODY = 64 * 1024;

  /**
   * A larger body than this, in bytes, is refused unread and its connection closed. What a handler
   * leaves of a smaller one is read and thrown away, so that a sender who is still writing gets to
   * the answer.
   */
  public static final int LARGEST_BODY = 8 * 1024 * 1024;

  /** The request line and all headers of a request together, in bytes. */
  public static final int HEADERS = 32 * 1024;

  /** A short text: a name, a nickname, a locality. */
  public static final int NAME = 255;

  /** A longer text: a biography, a street address with line breaks. */
  public static final int TEXT = 4_000;

  public static final int URL = 2_048;

  /** {@code state} of an authorize request (contract section 4.1.1). */
  public static final int STATE = 2_048;

  /** RFC 5321 section 4.5.3.1.3, less the angle brackets. */
  public static final int EMAIL = 254;

  /** What is hashed at most: enough for any passphrase, too little to keep a processor busy. */
  public static final int PASSWORD = 1_024;

  /** An opaque value of ours that comes back: tokens, codes, challenges. */
  public static final int TOKEN = 4_096;

  /** What an authenticator says of a new passkey, in base64url: certificates may be among it. */
  public static final int ATTESTATION = 32 * 1024;

  /** Passkeys of one profile. */
  public static final int PASSKEYS = 50;

  public static final int SCOPE = 1_024;

  public static final int LIST = 50;

  /** Parameters {@code resource} of one request (RFC 8707). */
  public static final int RESOURCES = 10;

  /** Second factors of one profile, recovery codes aside. */
  public static final int FACTORS = 10;

  private Limits() {}
}
