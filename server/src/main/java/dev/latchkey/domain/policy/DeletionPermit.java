package dev.latchkey.domain.policy;

import java.util.UUID;

/** Leave to delete a profile. Only {@link CredentialPolicy} gives one. */
public final class DeletionPermit {

  private final UUID profileId;

  DeletionPermit(UUID profileId) {
    this.profileId = profileId;
  }

  public UUID profileId() {
    return profileId;
  }
}
