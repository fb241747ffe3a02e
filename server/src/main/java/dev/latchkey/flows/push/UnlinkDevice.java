package dev.latchkey.flows.push;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.DeviceProof;
import dev.latchkey.domain.push.PushDevices;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.function.Function;

/** Take the device itself back, which it signs for: it approves nothing any more. */
public final class UnlinkDevice {

  private final Db db;
  private final Profiles profiles;
  private final PushDevices devices;
  private final PushNotices notices;
  private final Outbox outbox;

  public UnlinkDevice(
      Db db, Profiles profiles, PushDevices devices, PushNotices notices, Outbox outbox) {
    this.db = db;
    this.profiles = profiles;
    this.devices = devices;
    this.notices = notices;
    this.outbox = outbox;
  }

  /**
   * @param language of the notice
   * @throws dev.latchkey.domain.error.ApiException {@code RESOURCE_NOT_FOUND}
   */
  public void run(
      Tenant tenant, DeviceProof device, Function<Profile, String> language, Caller caller) {
    Profile profile =
        profiles
            .find(tenant, device.profileId())
            .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
    Changes changes = db.changes();
    devices.remove(changes, tenant, device);
    for (PushChannel channel : device.channels()) {
      notices.removed(changes, tenant, profile, null, channel, language.apply(profile), caller);
    }
    changes.commit();
    outbox.wake();
  }
}
