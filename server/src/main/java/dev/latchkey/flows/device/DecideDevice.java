package dev.latchkey.flows.device;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.session.Session;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.DeviceCodes;
import dev.latchkey.domain.token.ThirdPartyGrants;
import dev.latchkey.domain.webhook.Admitted;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.flows.consent.AllowThirdParty;
import dev.latchkey.flows.device.FindDevice.Found;
import dev.latchkey.flows.device.FindDevice.Visitor;
import dev.latchkey.flows.grants.JudgeSession.Standing;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.flows.grants.MeetWish;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.UUID;

/**
 * A user who is logged in here lets a device in, or does not (RFC 8628 section 3.3). What a session
 * is good for at the client it is good for on the device: the rules are those of an authorize
 * request. Who lets a client of another party in lets it have what it asks for.
 */
public final class DecideDevice {

  /**
   * @param userCode as it was typed
   * @param asked whom the page asked: what one user decides must not be another's who has logged in
   *     since
   */
  public record Input(String userCode, UUID asked, boolean approved) {}

  private final Db db;
  private final FindDevice find;
  private final ThirdPartyGrants thirdParties;
  private final AllowThirdParty allow;
  private final Sessions sessions;
  private final DeviceCodes codes;
  private final LoginRecorder logins;
  private final PreEvents preEvents;

  public DecideDevice(
      Db db,
      FindDevice find,
      ThirdPartyGrants thirdParties,
      AllowThirdParty allow,
      Sessions sessions,
      DeviceCodes codes,
      LoginRecorder logins,
      PreEvents preEvents) {
    this.db = db;
    this.find = find;
    this.thirdParties = thirdParties;
    this.allow = allow;
    this.sessions = sessions;
    this.codes = codes;
    this.logins = logins;
    this.preEvents = preEvents;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE} when no device
   *     waits for that code, {@code RATE_LIMIT_REACHED}, {@code UNMET_AUTHENTICATION_REQUIREMENTS},
   *     {@code INVALID_STATE} when somebody else was asked or has just decided, and what the policy
   *     says
   */
  public DeviceOutcome run(Tenant tenant, Input input, Visitor visitor, Caller caller) {
    Found found = find.run(tenant, input.userCode(), visitor);
    if (found.live() == null) {
      return DeviceOutcome.loginNeeded(found, new Standing.LoginNeeded());
    }
    if (!found.live().proof().profileId().equals(input.asked())) {
      throw ApiError.INVALID_STATE.exception("Somebody else was asked");
    }
    if (!input.approved()) {
      Changes changes = db.changes();
      codes.deny(changes, tenant, input.userCode());
      changes.commit();
      return new DeviceOutcome.Decided();
    }
    return logins.attempt(
        tenant,
        found.client().id(),
        null,
        caller,
        () ->
            switch (find.judge(tenant, found, visitor)) {
              case Standing.Good good -> {
                approve(tenant, found, good, input, caller);
                yield new DeviceOutcome.Decided();
              }
              case Standing standing -> DeviceOutcome.loginNeeded(found, standing);
            });
  }

  private void approve(Tenant tenant, Found found, Standing.Good good, Input input, Caller caller) {
    MeetWish.require(found.waiting().wish(), good.user());
    Client client = found.client();
    Admitted admitted = preEvents.login(tenant, client.id(), good.user(), caller);
    if (!client.isFirstParty()
        && !thirdParties.covers(
            tenant, input.asked(), client.id(), found.waiting().reach(), null)) {
      allow.run(tenant, client, found.waiting().reach(), good.cookie(), input.asked(), caller);
    }
    Changes changes = db.changes();
    Session session = sessions.resume(changes, tenant, good.live(), admitted);
    codes.approve(changes, tenant, input.userCode(), session);
    changes.commit();
  }
}
