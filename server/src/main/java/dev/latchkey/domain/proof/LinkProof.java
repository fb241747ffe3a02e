package dev.latchkey.domain.proof;

import java.time.Instant;
import java.util.UUID;

/**
 * When the browser set out for the provider, a live access token of the profile was shown that may
 * write. Good for one identity, the one the browser comes back with. Made by {@link Departures}.
 */
public final class LinkProof implements Proof {

  private final UUID profileId;
  private final Instant at;

  LinkProof(UUID profileId, Instant at) {
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
}
