package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Acr;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.LoginTickets.Redeemed;
import dev.latchkey.domain.proof.PasswordProof;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.proof.TrustedDeviceVerifier;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Access;
import dev.latchkey.domain.token.ThirdPartyGrants;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.flows.grants.AuthorizeOutcome.ConsentNeeded;
import dev.latchkey.flows.grants.AuthorizeOutcome.Given;
import dev.latchkey.flows.grants.AuthorizeOutcome.LoginNeeded;
import dev.latchkey.flows.grants.AuthorizeOutcome.StepUpNeeded;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decision of an authorize request whose form is in order (contract section 4.1.2 steps 3 to
 * 8): who is it for, and what does the client get.
 */
public final class AuthorizeStep {

  /**
   * @param tkn of a login that was just done; wins over the cookie
   * @param cookie of the browser's session
   * @param trustedDevice its cookie of a device that needs no second factor; null when it has none
   * @param fresh whether a session of before is not enough ({@code prompt=login})
   * @param silent whether nothing more can be asked of the user
   * @param since when it was first asked, if the user was sent to a login page: a session opened
   *     after that is fresh; null: it is asked now
   * @param maxAge the oldest login that is enough; null: any
   * @param consent whether a consent of before is not enough ({@code prompt=consent})
   */
  public record Input(
      AccessRequest request,
      @Nullable String tkn,
      @Nullable String cookie,
      @Nullable String trustedDevice,
      boolean fresh,
      boolean silent,
      @Nullable Instant since,
      @Nullable Duration maxAge,
      boolean consent) {

    /** Of a login that one of our pages has just let in. */
    public static Input ofTicket(AccessRequest request, String tkn, @Nullable String cookie) {
      return new Input(request, tkn, cookie, null, false, false, null, null, false);
    }
  }

  private final Db db;
  private final LoginTickets tickets;
  private final SessionVerifier verifier;
  private final TrustedDeviceVerifier trustedDevices;
  private final LoginPolicy policy;
  private final ThirdPartyGrants thirdParties;
  private final Passwords passwords;
  private final GiveAccess giveAccess;
  private final LoginRecorder logins;
  private final InstantSource clock;

  public AuthorizeStep(
      Db db,
      LoginTickets tickets,
      SessionVerifier verifier,
      TrustedDeviceVerifier trustedDevices,
      LoginPolicy policy,
      ThirdPartyGrants thirdParties,
      Passwords passwords,
      GiveAccess giveAccess,
      LoginRecorder logins,
      InstantSource clock) {
    this.db = db;
    this.tickets = tickets;
    this.verifier = verifier;
    this.trustedDevices = trustedDevices;
    this.policy = policy;
    this.thirdParties = thirdParties;
    this.passwords = passwords;
    this.giveAccess = giveAccess;
    this.logins = logins;
    this.clock = clock;
  }

  /**
   * A ticket of a login for a client of another party is good at our own pages alone, for a
   * session: what that client gets is up to the user's consent.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_TKN}, {@code ACCOUNT_SUSPENDED},
   *     {@code UNVERIFIED_LOGIN}
   */
  public AuthorizeOutcome run(Tenant tenant, Client client, Input input, Caller caller) {
    // A ticket that is none is nobody's attempt, and made-up ones must not fill the log.
    Redeemed redeemed =
        input.tkn() == null || !client.isFirstParty() && !input.request().wantsSession()
            ? null
            : tickets
                .redeem(tenant, client, input.tkn())
                .orElseThrow(ApiError.INVALID_TKN::exception);
    return logins.attempt(
        tenant, client.id(), null, caller, () -> decide(tenant, client, input, redeemed, caller));
  }

  private AuthorizeOutcome decide(
      Tenant tenant, Client client, Input input, @Nullable Redeemed redeemed, Caller caller) {
    Changes changes = db.changes();
    AuthorizeOutcome outcome =
        redeemed == null
            ? bySession(changes, tenant, client, input, caller)
            : new Given(byTicket(changes, tenant, client, input, redeemed, caller));
    changes.commit();
    return outcome;
  }

  private Access byTicket(
      Changes changes,
      Tenant tenant,
      Client client,
      Input input,
      Redeemed redeemed,
      Caller caller) {
    Authenticated user =
        policy.decide(tenant, client, redeemed.profile(), redeemed.proofs()).orThrow();
    if (PreEvents.asksAboutLogins(tenant, client.id())) {
      // While a webhook thinks, the password may be changed: the ticket, used up by then, must not
      // outlive it (attack class 15).
      for (LoginProof proof : redeemed.proofs()) {
        if (proof instanceof PasswordProof password) {
          passwords.requireUnchanged(changes, tenant, password);
        }
      }
    }
    return giveAccess.toUser(
        changes, tenant, client, user, input.request(), input.cookie(), caller);
  }

  private AuthorizeOutcome bySession(
      Changes changes, Tenant tenant, Client client, Input input, Caller caller) {
    String cookie = input.cookie();
    if (cookie == null || mustBeNew(client, input) && input.since() == null) {
      return new LoginNeeded();
    }
    Optional<LiveSession> found =
        verifier
            .find(tenant, cookie)
            .filter(live -> isFreshEnough(live, client, input))
            .filter(live -> isYoungEnough(live, input))
            .filter(live -> input.request().wish().isFor(live.proof().profileId()));
    if (found.isEmpty()) {
      return new LoginNeeded();
    }
    LiveSession live = found.get();
    if (!isSureEnough(tenant, live, input)) {
      return SendToLogin.isOurs(tenant, client) && hasFurtherFactor(tenant, live)
          ? new StepUpNeeded()
          : new LoginNeeded();
    }
    Decision decision =
        policy.decide(
            tenant,
            client,
            live.details().profile(),
            trustedDevices.besideSession(tenant, live, input.trustedDevice()));
    return switch (decision) {
      case Decision.Denied denied -> throw denied.exception();
      case Decision.StepUpNeeded stepUp when SendToLogin.isOurs(tenant, client) ->
          new StepUpNeeded();
      case Decision.StepUpNeeded stepUp ->
          throw ApiError.STEP_UP_REQUIRED.exception().about(stepUp.profileId());
      case Decision.Granted granted ->
          isConsented(tenant, client, live, input)
              ? new Given(
                  giveAccess.inSession(
                      changes,
                      tenant,
                      client,
                      granted.authenticated(),
                      live,
                      input.request(),
                      cookie,
                      caller))
              : new ConsentNeeded();
    };
  }

  /** A client of another party gets what the user let it have (contract section 4.1.2 step 7). */
  private boolean isConsented(Tenant tenant, Client client, LiveSession live, Input input) {
    if (client.isFirstParty()) {
      return true;
    }
    if (input.consent() && input.since() == null) {
      return false;
    }
    return thirdParties.covers(
        tenant,
        live.proof().profileId(),
        client.id(),
        input.request().reach(),
        input.consent() ? input.since() : null);
  }

  /** Without single sign-on a client gets in by no session but one that was opened for it. */
  private static boolean mustBeNew(Client client, Input input) {
    return input.fresh() || client.isFirstParty() && !client.sso();
  }

  private static boolean isFreshEnough(LiveSession live, Client client, Input input) {
    return !mustBeNew(client, input) || isOfThisRequest(live, input);
  }

  /** Whether the user logged in since it was first asked. */
  private static boolean isOfThisRequest(LiveSession live, Input input) {
    return input.since() != null && live.proof().authTime().isAfter(input.since());
  }

  /** {@code max_age=0} wants a new login as {@code prompt=login} does. */
  private boolean isYoungEnough(LiveSession live, Input input) {
    Duration maxAge = input.maxAge();
    return maxAge == null
        || isOfThisRequest(live, input)
        || live.proof().authTime().plus(maxAge).isAfter(clock.instant());
  }

  /**
   * Whether there is no use in asking for a further factor: the client prefers none, the user has
   * none, was just asked, or cannot be. What is essential is for {@link GiveAccess} to insist on.
   */
  private boolean isSureEnough(Tenant tenant, LiveSession live, Input input) {
    return !input.request().wish().wantsMoreThan(Acr.of(live.proof().amr()))
        || input.silent()
        || isOfThisRequest(live, input)
        || !hasFurtherFactor(tenant, live) && !live.details().hasPasskey();
  }

  private boolean hasFurtherFactor(Tenant tenant, LiveSession live) {
    Profile profile = live.details().profile();
    return !policy.furtherFactors(tenant, profile, List.of(live.proof())).isEmpty();
  }
}
