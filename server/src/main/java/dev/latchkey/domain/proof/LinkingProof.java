package dev.latchkey.domain.proof;

import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.PushChannel;
import java.time.Instant;
import java.util.UUID;

/**
 * A linking code was shown that a stepped-up user of the profile had asked for. Good for one
 * device. Made by {@link LinkingCodes}. Opens no session.
 */
public final class LinkingProof implements Proof {

  private final byte[] codeHash;
  private final Profile profile;
  private final String clientId;
  private final PushChannel channel;
  private final Instant at;

  LinkingProof(byte[] codeHash, Profile profile, String clientId, PushChannel channel, Instant at) {
    this.codeHash = codeHash.clone();
    this.profile = profile;
    this.clientId = clientId;
    this.channel = channel;
    this.at = at;
  }

  byte[] codeHash() {
    return codeHash.clone();
  }

  @Override
  public UUID profileId() {
    return profile.id();
  }

  public Profile profile() {
    return profile;
  }

  /** The client that asked for the code. */
  public String clientId() {
    return clientId;
  }

  public PushChannel channel() {
    return channel;
  }

  @Override
  public Instant at() {
    return at;
  }
}
