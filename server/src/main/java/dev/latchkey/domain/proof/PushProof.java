package dev.latchkey.domain.proof;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A device of the profile approved, by its key. Made by {@link PushVerifier} out of an answer to
 * one challenge.
 */
public final class PushProof implements LoginProof {

  private final UUID profileId;
  private final UUID deviceId;
  private final boolean userVerified;
  private final Instant at;

  PushProof(UUID profileId, UUID deviceId, boolean userVerified, Instant at) {
    this.profileId = profileId;
    this.deviceId = deviceId;
    this.userVerified = userVerified;
    this.at = at;
  }

  @Override
  public UUID profileId() {
    return profileId;
  }

  public UUID deviceId() {
    return deviceId;
  }

  /** Whether a passkey of the device checked who holds it: then it is two factors in one. */
  public boolean isUserVerified() {
    return userVerified;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public String factor() {
    return "push";
  }

  /** The device's key is one in software as far as the server can tell (RFC 8176 section 2). */
  @Override
  public List<String> amr() {
    return userVerified ? List.of("swk", "webauthn") : List.of("swk");
  }

  @Override
  public String authType() {
    return "push";
  }
}
