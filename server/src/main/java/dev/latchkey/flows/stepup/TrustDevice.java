package dev.latchkey.flows.stepup;

import dev.latchkey.domain.device.TrustedDevices;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Let a browser off the second factor from now on, where a flow was asked to (contract 6.3). */
public final class TrustDevice {

  private final TrustedDevices devices;
  private final Events events;

  public TrustDevice(TrustedDevices devices, Events events) {
    this.devices = devices;
    this.events = events;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code TRUSTED_DEVICES_OFF}: wanted where there
   *     are none
   */
  public void check(Tenant tenant, boolean wanted) {
    if (wanted && !tenant.mfa().trustedDevices()) {
      throw ApiError.TRUSTED_DEVICES_OFF.exception();
    }
  }

  /**
   * Adds it, if it is wanted.
   *
   * @return the cookie for the browser; null when it is not to be trusted
   */
  public @Nullable String add(
      Changes changes,
      Tenant tenant,
      @Nullable String clientId,
      UUID profileId,
      boolean wanted,
      Caller caller) {
    if (!wanted) {
      return null;
    }
    events.record(
        changes, tenant, caller, Event.of(EventType.MFA_TRUSTED_DEVICE_ADDED, profileId, clientId));
    return devices.trust(changes, tenant, profileId, caller);
  }
}
