package dev.latchkey.domain.policy;

import java.util.UUID;

/** Leave to add and remove a profile's passkeys. Only {@link CredentialPolicy} gives one. */
public final class PasskeyPermit {

  private final UUID profileId;
  private final boolean pastOtherFactors;

  PasskeyPermit(UUID profileId, boolean pastOtherFactors) {
    this.profileId = profileId;
    this.pastOtherFactors = pastOtherFactors;
  }

  public UUID profileId() {
    return profileId;
  }

  /** Whether second factors of the profile were not asked for: then a passkey is not two itself. */
  public boolean isPastOtherFactors() {
    return pastOtherFactors;
  }
}
