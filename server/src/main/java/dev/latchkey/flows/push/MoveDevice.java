package dev.latchkey.flows.push;

import dev.latchkey.domain.proof.DeviceProof;
import dev.latchkey.domain.push.PushAddress;
import dev.latchkey.domain.push.PushDevices;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import org.jspecify.annotations.Nullable;

/**
 * Say where a device is woken from now on: subscriptions change (Access API contract section 8).
 */
public final class MoveDevice {

  private final Db db;
  private final PushDevices devices;

  public MoveDevice(Db db, PushDevices devices) {
    this.db = db;
    this.devices = devices;
  }

  /**
   * @param address null: it asks by itself
   * @throws dev.latchkey.domain.error.ApiException {@code RESOURCE_NOT_FOUND}
   */
  public void run(Tenant tenant, DeviceProof device, @Nullable PushAddress address) {
    Changes changes = db.changes();
    devices.move(changes, tenant, device, address);
    changes.commit();
  }
}
