package dev.latchkey.flows.stepup;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.device.KnownDevices;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.LoginGuard;
import dev.latchkey.domain.proof.SecondFactors;
import dev.latchkey.domain.proof.SecondFactors.Answered;
import dev.latchkey.domain.proof.SessionProof;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.proof.StepUp;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Access;
import dev.latchkey.flows.grants.GiveAccess;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answer the challenge: with this the login is done, and the client gets what it asked for when the
 * step-up began (contract section 6.3, second factor).
 */
public final class FinishStepUp {

  /** The code that was typed for a challenge. */
  public record Input(String challengeId, String code) {}

  /**
   * What it was typed in.
   *
   * @param trustDevice whether this browser is to be let off the second factor from now on
   * @param cookie of the browser's session
   * @param device the browser's device id; null when it has none
   * @param kept whether a browser is there to keep cookies
   */
  public record Browser(
      boolean trustDevice, @Nullable String cookie, @Nullable String device, boolean kept) {}

  /**
   * @param trustedDevice the cookie for the browser; null when it is not to be trusted
   * @param device the id to keep in the browser; null when there is none to keep
   */
  public record Result(
      AccessRequest request,
      Access access,
      @Nullable String trustedDevice,
      @Nullable String device) {}

  private final Db db;
  private final Clients clients;
  private final SecondFactors secondFactors;
  private final LoginPolicy policy;
  private final TrustDevice trustDevice;
  private final KnownDevices devices;
  private final LoginGuard guard;
  private final SessionVerifier sessions;
  private final Sessions openSessions;
  private final GiveAccess giveAccess;
  private final LoginRecorder logins;
  private final Events events;

  public FinishStepUp(
      Db db,
      Clients clients,
      SecondFactors secondFactors,
      LoginPolicy policy,
      TrustDevice trustDevice,
      KnownDevices devices,
      LoginGuard guard,
      SessionVerifier sessions,
      Sessions openSessions,
      GiveAccess giveAccess,
      LoginRecorder logins,
      Events events) {
    this.db = db;
    this.clients = clients;
    this.secondFactors = secondFactors;
    this.policy = policy;
    this.trustDevice = trustDevice;
    this.devices = devices;
    this.guard = guard;
    this.sessions = sessions;
    this.openSessions = openSessions;
    this.giveAccess = giveAccess;
    this.logins = logins;
    this.events = events;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}, {@code
   *     INVALID_VERIFICATION_CODE}, {@code TOO_MANY_ATTEMPTS}, {@code TRUSTED_DEVICES_OFF}, {@code
   *     ACCOUNT_SUSPENDED}
   */
  public Result run(Tenant tenant, Input input, Browser browser, Caller caller) {
    return attempt(
        tenant,
        () -> secondFactors.answer(tenant, input.challengeId(), input.code()),
        browser,
        caller);
  }

  /**
   * By the approval of a device, where the browser holds the step-up's token.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}: there is none (yet);
   *     {@code TRUSTED_DEVICES_OFF}, {@code ACCOUNT_SUSPENDED}
   */
  public Result byDevice(Tenant tenant, String stepUpToken, Browser browser, Caller caller) {
    return attempt(tenant, () -> secondFactors.approved(tenant, stepUpToken), browser, caller);
  }

  private Result attempt(Tenant tenant, Supplier<Answered> answer, Browser browser, Caller caller) {
    trustDevice.check(tenant, browser.trustDevice());
    return logins.attempt(
        tenant, null, null, caller, () -> finish(tenant, answer.get(), browser, caller));
  }

  private Result finish(Tenant tenant, Answered answered, Browser browser, Caller caller) {
    StepUp stepUp = answered.stepUp();
    AccessRequest request = stepUp.request();
    if (request == null) {
      throw ApiError.INVALID_STATE.exception();
    }
    Client client =
        clients.find(tenant.id(), stepUp.clientId()).orElseThrow(ApiError.INVALID_STATE::exception);
    Authenticated user =
        policy.decide(tenant, client, stepUp.profile(), stepUp.with(answered.proof())).orThrow();
    Changes changes = db.changes();
    secondFactors.consume(changes, tenant, answered);
    String trusted =
        trustDevice.add(
            changes, tenant, client.id(), user.profile().id(), browser.trustDevice(), caller);
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.LOGIN_2ND_STEP, user.profile().id(), client.id())
            .with("factor", answered.proof().factor()));
    Access access = access(changes, tenant, client, user, stepUp, request, browser, caller);
    guard.lift(changes, tenant, user.profile().id());
    String device =
        browser.kept()
            ? devices.remember(changes, tenant, user.profile().id(), browser.device())
            : null;
    changes.commit();
    return new Result(request, access, trusted, device);
  }

  /**
   * A step-up that was begun in a session is one of that session, whatever else hangs on it: it
   * goes on, and is as strong as what is opened beside it where another browser comes with the
   * answer.
   */
  private Access access(
      Changes changes,
      Tenant tenant,
      Client client,
      Authenticated user,
      StepUp stepUp,
      AccessRequest request,
      Browser browser,
      Caller caller) {
    Optional<SessionProof> begunIn = stepUp.session();
    Optional<LiveSession> browsers =
        Optional.ofNullable(browser.cookie())
            .filter(cookie -> begunIn.isPresent())
            .flatMap(cookie -> sessions.find(tenant, cookie));
    if (begunIn.isPresent() && browsers.isPresent()) {
      LiveSession live = browsers.get();
      if (live.proof().sessionId().equals(begunIn.get().sessionId())) {
        return giveAccess.inRenewed(changes, tenant, client, user, live, request, caller);
      }
    }
    Access access =
        giveAccess.toUser(changes, tenant, client, user, request, browser.cookie(), caller);
    begunIn.ifPresent(
        session -> openSessions.strengthenIfLive(changes, tenant, session.sessionId(), user));
    return access;
  }
}
