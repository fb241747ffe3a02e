package dev.latchkey.domain.proof;

import dev.latchkey.domain.tenant.PushChannel;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request was signed by the key of a device that is linked to the profile. Made by {@link
 * PushVerifier}. Opens no session, approves nothing.
 */
public final class DeviceProof implements Proof {

  private final UUID deviceId;
  private final UUID profileId;
  private final Set<PushChannel> channels;
  private final byte @Nullable [] passkey;
  private final Instant lastSeenAt;
  private final Instant at;

  DeviceProof(
      UUID deviceId,
      UUID profileId,
      Set<PushChannel> channels,
      byte @Nullable [] passkey,
      Instant lastSeenAt,
      Instant at) {
    this.deviceId = deviceId;
    this.profileId = profileId;
    this.channels = Set.copyOf(channels);
    this.passkey = passkey == null ? null : passkey.clone();
    this.lastSeenAt = lastSeenAt;
    this.at = at;
  }

  public UUID deviceId() {
    return deviceId;
  }

  @Override
  public UUID profileId() {
    return profileId;
  }

  public Set<PushChannel> channels() {
    return channels;
  }

  /** The credential that must be shown beside its signature; null when it has none. */
  public byte @Nullable [] passkey() {
    return passkey == null ? null : passkey.clone();
  }

  /** When it was seen before, as far as that was written down. */
  public Instant lastSeenAt() {
    return lastSeenAt;
  }

  @Override
  public Instant at() {
    return at;
  }
}
