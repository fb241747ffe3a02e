package dev.latchkey.domain.proof;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The browser holds the cookie of a device on which a second factor was shown not long ago. No
 * factor itself.
 */
public final class TrustedDeviceProof implements LoginProof {

  private final UUID profileId;
  private final UUID deviceId;
  private final Instant at;

  TrustedDeviceProof(UUID profileId, UUID deviceId, Instant at) {
    this.profileId = profileId;
    this.deviceId = deviceId;
    this.at = at;
  }

  @Override
  public UUID profileId() {
    return profileId;
  }

  public UUID deviceId() {
    return deviceId;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public String factor() {
    return "trusted_device";
  }

  @Override
  public List<String> amr() {
    return List.of();
  }

  @Override
  public String authType() {
    return "trusted_device";
  }
}
