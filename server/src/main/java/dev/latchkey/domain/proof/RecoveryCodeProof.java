package dev.latchkey.domain.proof;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** One of the profile's recovery codes, which is used up by it. */
public final class RecoveryCodeProof implements LoginProof {

  private final UUID profileId;
  private final Instant at;

  RecoveryCodeProof(UUID profileId, Instant at) {
    this.profileId = profileId;
    this.at = at;
  }

  @Override
  public UUID profileId() {
    return profileId;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public String factor() {
    return "recovery_code";
  }

  @Override
  public List<String> amr() {
    return List.of("recovery_code");
  }

  @Override
  public String authType() {
    return "recovery_code";
  }
}
