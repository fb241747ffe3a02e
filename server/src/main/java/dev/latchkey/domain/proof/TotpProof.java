package dev.latchkey.domain.proof;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A time-based code of the profile's authenticator app (RFC 6238). */
public final class TotpProof implements LoginProof {

  private final UUID profileId;
  private final Instant at;

  TotpProof(UUID profileId, Instant at) {
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
    return "totp";
  }

  @Override
  public List<String> amr() {
    return List.of("otp");
  }

  @Override
  public String authType() {
    return "totp";
  }
}
