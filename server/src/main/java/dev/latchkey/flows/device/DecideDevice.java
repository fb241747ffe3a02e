package dev.latchkey.flows.device;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.proof.TrustedDeviceVerifier;
import dev.latchkey.domain.session.Session;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.DeviceCodes;
import dev.latchkey.domain.token.DeviceCodes.Waiting;
import dev.latchkey.domain.token.ThirdPartyGrants;
import dev.latchkey.domain.webhook.Admitted;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.flows.grants.MeetWish;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user who is logged in here lets a device in, or does not (RFC 8628 section 3.3). What a session
 * is good for at the client it is good for on the device: the rules are those of an authorize
 * request.
 */
public final class DecideDevice {

  /**
   * @param userCode as it was typed
   * @param cookie of the browser's session; null when it has none
   * @param trustedDevice its cookie of a device that needs no second factor; null when it has none
   */
  public record Input(
      String userCode, @Nullable String cookie, @Nullable String trustedDevice, boolean approved) {}

  private final Db db;
  private final Clients clients;
  private final SessionVerifier verifier;
  private final TrustedDeviceVerifier trustedDevices;
  private final LoginPolicy policy;
  private final ThirdPartyGrants thirdParties;
  private final Sessions sessions;
  private final DeviceCodes codes;
  private final UserCodeGuesses guesses;
  private final LoginRecorder logins;
  private final PreEvents preEvents;
  private final InstantSource clock;

  public DecideDevice(
      Db db,
      Clients clients,
      SessionVerifier verifier,
      TrustedDeviceVerifier trustedDevices,
      LoginPolicy policy,
      ThirdPartyGrants thirdParties,
      Sessions sessions,
      DeviceCodes codes,
      UserCodeGuesses guesses,
      LoginRecorder logins,
      PreEvents preEvents,
      InstantSource clock) {
    this.db = db;
    this.clients = clients;
    this.verifier = verifier;
    this.trustedDevices = trustedDevices;
    this.policy = policy;
    this.thirdParties = thirdParties;
    this.sessions = sessions;
    this.codes = codes;
    this.guesses = guesses;
    this.logins = logins;
    this.preEvents = preEvents;
    this.clock = clock;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code LOGIN_REQUIRED} without a session that is
   *     good for the client, {@code INVALID_VERIFICATION_CODE} when no device waits for that code,
   *     {@code RATE_LIMIT_REACHED}, {@code CONSENT_REQUIRED}, {@code
   *     UNMET_AUTHENTICATION_REQUIREMENTS}, {@code INVALID_STATE} when somebody else has just
   *     decided, and what the policy says
   */
  public void run(Tenant tenant, Input input, Caller caller) {
    LiveSession live =
        Optional.ofNullable(input.cookie())
            .flatMap(cookie -> verifier.find(tenant, cookie))
            .orElseThrow(ApiError.LOGIN_REQUIRED::exception);
    guesses.count(tenant, live.proof());
    Waiting waiting =
        codes
            .find(tenant, input.userCode())
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    Client client =
        clients
            .find(tenant.id(), waiting.clientId())
            .filter(found -> found.openid().deviceGrant())
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    if (input.approved()) {
      logins.attempt(
          tenant,
          client.id(),
          null,
          caller,
          () -> approve(tenant, client, waiting, live, input, caller));
    } else {
      Changes changes = db.changes();
      codes.deny(changes, tenant, input.userCode());
      changes.commit();
    }
  }

  private Session approve(
      Tenant tenant, Client client, Waiting waiting, LiveSession live, Input input, Caller caller) {
    if (client.isFirstParty() && !client.sso() || !isYoungEnough(client, live)) {
      throw ApiError.LOGIN_REQUIRED.exception().about(live.proof().profileId());
    }
    if (!client.isFirstParty()
        && !thirdParties.covers(
            tenant, live.proof().profileId(), client.id(), waiting.reach(), null)) {
      throw ApiError.CONSENT_REQUIRED.exception().about(live.proof().profileId());
    }
    Authenticated user =
        policy
            .decide(
                tenant,
                client,
                live.details().profile(),
                trustedDevices.besideSession(tenant, live, input.trustedDevice()))
            .orThrow();
    MeetWish.require(waiting.wish(), user);
    Admitted admitted = preEvents.login(tenant, client.id(), user, caller);
    Changes changes = db.changes();
    Session session = sessions.resume(changes, tenant, live, admitted);
    codes.approve(changes, tenant, input.userCode(), session);
    changes.commit();
    return session;
  }

  private boolean isYoungEnough(Client client, LiveSession live) {
    Duration maxAge = client.openid().defaultMaxAge();
    return maxAge == null || live.proof().authTime().plus(maxAge).isAfter(clock.instant());
  }
}
