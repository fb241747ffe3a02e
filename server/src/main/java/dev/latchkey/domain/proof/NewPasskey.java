package dev.latchkey.domain.proof;

import dev.latchkey.domain.profile.NewProfile;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A passkey that an authenticator has just made for a ceremony of this server. Made by {@link
 * PasskeyVerifier}; worth nothing until it is a profile's.
 */
public final class NewPasskey {

  /**
   * What the authenticator said of it (WebAuthn section 6.1).
   *
   * @param publicKey COSE_Key
   */
  public record Facts(
      byte[] publicKey,
      long signCount,
      boolean userVerified,
      boolean backupEligible,
      boolean backedUp,
      UUID aaguid,
      List<String> transports) {}

  private final Ceremony ceremony;
  private final byte[] credentialId;
  private final String encodedId;
  private final Facts facts;
  private final Instant at;

  NewPasskey(Ceremony ceremony, byte[] credentialId, String encodedId, Facts facts, Instant at) {
    this.ceremony = ceremony;
    this.credentialId = credentialId.clone();
    this.encodedId = encodedId;
    this.facts = facts;
    this.at = at;
  }

  public byte[] credentialId() {
    return credentialId.clone();
  }

  public Facts facts() {
    return facts;
  }

  /** {@code user.id} as it went out. */
  public String userHandle() {
    return String.valueOf(ceremony.terms().userHandle());
  }

  public String friendlyName() {
    return String.valueOf(ceremony.terms().friendlyName());
  }

  /** What making it shows about a profile that is made with it. */
  public PasskeyProof proofOf(NewProfile created) {
    return new PasskeyProof(created.profile().id(), encodedId, facts.userVerified(), at);
  }
}
