package dev.latchkey.domain.push;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.policy.FactorPermit;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.DeviceProof;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.PushPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Devices that approve (Access API contract section 8). Thread-safe. */
public final class PushDevices {

  public record PushDevice(
      UUID id, String name, List<String> channels, Instant createdAt, Instant lastSeenAt) {

    public boolean has(PushChannel channel) {
      return channels.contains(channel.column());
    }
  }

  /**
   * @param publicKey a JWK of P-256, without a private part
   * @param passkey shown beside its signature when it approves by that channel; null where none is
   * @param address null: it asks by itself
   */
  public record NewDevice(
      String name,
      PushChannel channel,
      JsonNode publicKey,
      byte @Nullable [] passkey,
      @Nullable PushAddress address) {}

  /** That a device was seen is written down at most this often. */
  private static final Duration SEEN_INTERVAL = Duration.ofMinutes(1);

  private final Db db;
  private final RootKey rootKey;
  private final Secrets secrets;
  private final InstantSource clock;

  public PushDevices(Db db, RootKey rootKey, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.rootKey = rootKey;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** All of the profile's, oldest first. */
  public List<PushDevice> of(Tenant tenant, UUID profileId) {
    return db.list(
        PushDevice.class,
        "select id, name, channels, created_at, last_seen_at from push_device where tenant = ? and"
            + " profile_id = ? order by created_at, id",
        tenant.id(),
        profileId);
  }

  /**
   * Adds a device and returns its id. If the profile has as many as it may, nothing of the changes
   * is written.
   */
  public UUID add(Changes changes, Tenant tenant, FactorPermit permit, NewDevice device) {
    UUID id = secrets.uuid();
    Instant now = clock.instant();
    PushPolicy policy = tenant.push();
    // Two at once must see each other: they take turns by the profile's row.
    Profiles.holdFactors(changes, tenant, permit.profileId());
    changes.addExactlyOne(
        () -> {
          throw ApiError.VALIDATION.exception("There are as many devices as there may be");
        },
        """
        insert into push_device (tenant, id, profile_id, name, channels, public_key, passkey_id, push_address, created_at, last_seen_at)
        select ?, ?::uuid, ?::uuid, ?, ?::text[], ?::jsonb, ?::bytea, ?::bytea, ?::timestamptz, ?::timestamptz
        where (select count(*) from push_device where tenant = ? and profile_id = ?) < ?\
        """,
        tenant.id(),
        id,
        permit.profileId(),
        device.name(),
        List.of(device.channel().column()),
        device.publicKey(),
        device.passkey(),
        sealed(tenant, id, device.address()),
        now,
        now,
        tenant.id(),
        permit.profileId(),
        policy == null ? 0 : policy.devices());
    Profiles.countFactors(changes, tenant, permit.profileId());
    return id;
  }

  /**
   * Adds to the changes where the device is woken from now on.
   *
   * @param address null: it asks by itself
   */
  public void move(
      Changes changes, Tenant tenant, DeviceProof device, @Nullable PushAddress address) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.RESOURCE_NOT_FOUND.exception();
        },
        "update push_device set push_address = ?, last_seen_at = ? where tenant = ? and id = ?",
        sealed(tenant, device.deviceId(), address),
        clock.instant(),
        tenant.id(),
        device.deviceId());
  }

  /** Adds that the device was seen, if that was not written down lately. */
  public void seen(Changes changes, Tenant tenant, DeviceProof device) {
    Instant now = clock.instant();
    if (!device.lastSeenAt().plus(SEEN_INTERVAL).isAfter(now)) {
      changes.add(
          "update push_device set last_seen_at = ? where tenant = ? and id = ?",
          now,
          tenant.id(),
          device.deviceId());
    }
  }

  /** Adds that the device approves by that channel, too. */
  public void allow(
      Changes changes, Tenant tenant, FactorPermit permit, UUID deviceId, PushChannel channel) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.RESOURCE_NOT_FOUND.exception();
        },
        """
        update push_device set channels = array_append(array_remove(channels, ?::text), ?::text)
        where tenant = ? and profile_id = ? and id = ?\
        """,
        channel.column(),
        channel.column(),
        tenant.id(),
        permit.profileId(),
        deviceId);
  }

  /** Adds that no device of the profile approves by that channel; one without any is gone. */
  public void unlink(Changes changes, Tenant tenant, FactorPermit permit, PushChannel channel) {
    Profiles.holdFactors(changes, tenant, permit.profileId());
    changes.add(
        "update push_device set channels = array_remove(channels, ?::text) where tenant = ? and"
            + " profile_id = ?",
        channel.column(),
        tenant.id(),
        permit.profileId());
    changes.add(
        "delete from push_device where tenant = ? and profile_id = ? and channels = '{}'",
        tenant.id(),
        permit.profileId());
    Profiles.countFactors(changes, tenant, permit.profileId());
  }

  /** Adds that the device itself is no more. */
  public void remove(Changes changes, Tenant tenant, DeviceProof device) {
    Profiles.holdFactors(changes, tenant, device.profileId());
    changes.addExactlyOne(
        () -> {
          throw ApiError.RESOURCE_NOT_FOUND.exception();
        },
        "delete from push_device where tenant = ? and id = ?",
        tenant.id(),
        device.deviceId());
    Profiles.countFactors(changes, tenant, device.profileId());
  }

  private byte @Nullable [] sealed(Tenant tenant, UUID device, @Nullable PushAddress address) {
    return address == null
        ? null
        : rootKey.seal("push-address", context(tenant.id(), device), Json.write(address));
  }

  /** The context that an address is sealed in. */
  static String context(String tenant, UUID device) {
    return tenant + "/" + device;
  }
}
