package dev.latchkey.domain.device;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Remembers browsers by a random id in a cookie, of which only the hash is kept. */
public final class KnownDevices {

  private final Secrets secrets;
  private final InstantSource clock;

  public KnownDevices(Secrets secrets, InstantSource clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Adds to the changes that the user has logged in on the device.
   *
   * @param device the browser's id, or null when it has none yet
   * @return the id to keep in the browser
   */
  public String remember(Changes changes, Tenant tenant, UUID profileId, @Nullable String device) {
    String id = device == null ? secrets.token() : device;
    changes.add(
        "insert into known_device (tenant, profile_id, device_hash, first_seen) values (?, ?, ?, ?)"
            + " on conflict do nothing",
        tenant.id(),
        profileId,
        Digest.sha256(id),
        clock.instant());
    return id;
  }
}
