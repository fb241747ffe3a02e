package dev.latchkey.domain.policy;

import java.util.UUID;

/** Leave to change a profile's second factors. Only {@link CredentialPolicy} gives one. */
public final class FactorPermit {

  private final UUID profileId;
  private final boolean firstOnly;

  FactorPermit(UUID profileId, boolean firstOnly) {
    this.profileId = profileId;
    this.firstOnly = firstOnly;
  }

  public UUID profileId() {
    return profileId;
  }

  /** Whether it is good only as long as the profile has no second factor: none was shown for it. */
  public boolean isFirstOnly() {
    return firstOnly;
  }
}
