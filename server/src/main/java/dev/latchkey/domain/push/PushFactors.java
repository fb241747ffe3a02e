package dev.latchkey.domain.push;

import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.PushPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * How far users are with the channels of push (Access API contract section 4, "Factor"). A channel
 * without a device left is not active, whatever was written down. Thread-safe.
 */
public final class PushFactors {

  public enum Status {
    PENDING,
    ACTIVE,
    INACTIVE;

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** As the Access API says it (its contract, 5.1). */
    public String wireName() {
      return this == PENDING ? "PENDING_VERIFICATION" : name();
    }
  }

  private record Row(String channel, String status) {}

  private final Db db;
  private final InstantSource clock;

  public PushFactors(Db db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /** Those that were ever enrolled. A sandbox has them without devices. */
  public Map<PushChannel, Status> of(Tenant tenant, UUID profileId) {
    List<Row> rows =
        db.list(
            Row.class,
            """
            select channel, case when status = 'active' and not ? and not exists (
                select from push_device as device where device.tenant = factor.tenant and device.profile_id = factor.profile_id
                  and factor.channel = any(device.channels)) then 'inactive' else status end as status
            from push_factor as factor where tenant = ? and profile_id = ?\
            """,
            tenant.isSandbox(),
            tenant.id(),
            profileId);
    Map<PushChannel, Status> statuses = new EnumMap<>(PushChannel.class);
    for (Row row : rows) {
      statuses.put(
          PushChannel.of(row.channel()).orElseThrow(),
          Status.valueOf(row.status().toUpperCase(Locale.ROOT)));
    }
    return statuses;
  }

  /** Whether the user has a device for the channel. */
  public boolean isActive(Tenant tenant, UUID profileId, PushChannel channel) {
    return of(tenant, profileId).get(channel) == Status.ACTIVE;
  }

  /** The surest channel by which the user's devices may be asked; empty: there is none. */
  public Optional<PushChannel> surest(Tenant tenant, Profile profile) {
    PushPolicy policy = tenant.push();
    if (policy == null || !tenant.isSandbox() && !profile.factors().contains(Profile.PUSH)) {
      return Optional.empty();
    }
    Map<PushChannel, Status> statuses = of(tenant, profile.id());
    return Stream.of(PushChannel.BIOMETRIC, PushChannel.AUTHY)
        .filter(channel -> policy.offers(channel) && statuses.get(channel) == Status.ACTIVE)
        .findFirst();
  }

  /** Whether one of the user's devices may be asked. */
  public boolean mayAsk(Tenant tenant, Profile profile) {
    return surest(tenant, profile).isPresent();
  }

  /** Adds to the changes how far the user is. */
  public void put(
      Changes changes, Tenant tenant, UUID profileId, PushChannel channel, Status status) {
    changes.add(
        """
        insert into push_factor (tenant, profile_id, channel, status, changed_at) values (?, ?, ?, ?, ?)
        on conflict (tenant, profile_id, channel)
          do update set status = excluded.status, changed_at = excluded.changed_at\
        """,
        tenant.id(),
        profileId,
        channel.column(),
        status.column(),
        clock.instant());
  }
}
