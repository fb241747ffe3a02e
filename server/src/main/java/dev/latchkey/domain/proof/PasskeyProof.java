package dev.latchkey.domain.proof;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A passkey of the profile signed a challenge of this server. */
public final class PasskeyProof implements LoginProof {

  private final UUID profileId;
  private final String credentialId;
  private final boolean userVerified;
  private final Instant at;

  PasskeyProof(UUID profileId, String credentialId, boolean userVerified, Instant at) {
    this.profileId = profileId;
    this.credentialId = credentialId;
    this.userVerified = userVerified;
    this.at = at;
  }

  @Override
  public UUID profileId() {
    return profileId;
  }

  /** Base64url. */
  public String credentialId() {
    return credentialId;
  }

  /** Whether the authenticator checked who holds it: then it is two factors in one. */
  public boolean isUserVerified() {
    return userVerified;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public String factor() {
    return "passkey";
  }

  @Override
  public List<String> amr() {
    return List.of("webauthn");
  }

  @Override
  public String authType() {
    return "webauthn";
  }
}
