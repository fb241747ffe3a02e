package dev.latchkey.flows.device;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.device.FindDevice.Found;
import dev.latchkey.flows.device.FindDevice.Visitor;
import dev.latchkey.flows.grants.JudgeSession.Standing;

/** What a user code stands for, for its user to see before deciding (RFC 8628 section 3.3). */
public final class ReadUserCode {

  private final FindDevice find;

  public ReadUserCode(FindDevice find) {
    this.find = find;
  }

  /**
   * @param userCode as it was typed
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE} when no device
   *     waits for it, {@code RATE_LIMIT_REACHED}, and what the policy says
   */
  public DeviceOutcome run(Tenant tenant, String userCode, Visitor visitor) {
    Found found = find.run(tenant, userCode, visitor);
    Standing standing = find.judge(tenant, found, visitor);
    return standing instanceof Standing.Good good
        ? new DeviceOutcome.Ask(
            found.client(),
            found.waiting().userCode(),
            found.waiting().reach(),
            good.live().details().profile())
        : DeviceOutcome.loginNeeded(found, standing);
  }
}
