package dev.latchkey.domain.proof;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A passkey about to be made or shown: who asked for it, where, and on what terms. Made by {@link
 * PasskeyCeremonies}.
 */
public final class Ceremony {

  /** What it is for. A challenge of one kind is worth nothing for another. */
  public enum Kind {
    SIGNUP,
    LOGIN,
    REGISTRATION,
    RESET,
    /** Of a challenge that a device approves: kept with the challenge, not here. */
    APPROVAL
  }

  /**
   * What was agreed at its beginning.
   *
   * @param origin the page, or the page in whose name an app asked
   * @param userVerification whether the authenticator must check who holds it
   * @param userHandle {@code user.id} as it went out; null when no passkey is made
   * @param friendlyName of the passkey to be made
   * @param identified whether somebody was named, so that only their passkeys count
   * @param signup what the new profile is made of
   */
  public record Terms(
      String rpId,
      String origin,
      boolean userVerification,
      @Nullable String userHandle,
      @Nullable String friendlyName,
      boolean identified,
      @Nullable JsonNode signup) {}

  private final byte[] handleHash;
  private final String challenge;
  private final Kind kind;
  private final String clientId;
  private final @Nullable UUID profileId;
  private final Terms terms;

  Ceremony(
      byte[] handleHash,
      String challenge,
      Kind kind,
      String clientId,
      @Nullable UUID profileId,
      Terms terms) {
    this.handleHash = handleHash.clone();
    this.challenge = challenge;
    this.kind = kind;
    this.clientId = clientId;
    this.profileId = profileId;
    this.terms = terms;
  }

  byte[] handleHash() {
    return handleHash.clone();
  }

  /** Base64url. */
  String challenge() {
    return challenge;
  }

  Kind kind() {
    return kind;
  }

  /** The client that began it. */
  public String clientId() {
    return clientId;
  }

  /**
   * Whose it is; null at a sign-up, at a login that names nobody, and at one that names nobody's.
   */
  public @Nullable UUID profileId() {
    return profileId;
  }

  public Terms terms() {
    return terms;
  }
}
