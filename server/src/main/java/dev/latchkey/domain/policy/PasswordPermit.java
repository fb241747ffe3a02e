package dev.latchkey.domain.policy;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Leave to set a profile's password. Only {@link CredentialPolicy} gives one. */
public final class PasswordPermit {

  private final UUID profileId;
  private final @Nullable UUID keptSession;
  private final @Nullable UUID keptGrant;

  PasswordPermit(UUID profileId, @Nullable UUID keptSession, @Nullable UUID keptGrant) {
    this.profileId = profileId;
    this.keptSession = keptSession;
    this.keptGrant = keptGrant;
  }

  public UUID profileId() {
    return profileId;
  }

  /** The session in which the change is made, which goes on; every other one ends. */
  public @Nullable UUID keptSession() {
    return keptSession;
  }

  public @Nullable UUID keptGrant() {
    return keptGrant;
  }
}
