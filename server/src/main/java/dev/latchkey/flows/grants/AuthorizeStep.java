package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Acr;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.Authenticated;
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
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
   */
  public record Input(
      AccessRequest request,
      @Nullable String tkn,
      @Nullable String cookie,
      @Nullable String trustedDevice,
      boolean fresh,
      boolean silent,
      @Nullable Instant since,
      @Nullable Duration maxAge) {}

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
   * @return empty when the user must log in first
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_TKN}, {@code ACCOUNT_SUSPENDED},
   *     {@code UNVERIFIED_LOGIN}, {@code CONSENT_REQUIRED}
   */
  public Optional<Access> run(Tenant tenant, Client client, Input input, Caller caller) {
    // A ticket that is none is nobody's attempt, and made-up ones must not fill the log.
    Redeemed redeemed =
        input.tkn() == null || !client.isFirstParty()
            ? null
            : tickets
                .redeem(tenant, client, input.tkn())
                .orElseThrow(ApiError.INVALID_TKN::exception);
    Optional<Access> access =
        logins.attempt(
            tenant,
            client.id(),
            null,
            caller,
            () -> decide(tenant, client, input, redeemed, caller));
    if (access.isEmpty() && !client.isFirstParty()) {
      throw ApiError.CONSENT_REQUIRED.exception();
    }
    return access;
  }

  private Optional<Access> decide(
      Tenant tenant, Client client, Input input, @Nullable Redeemed redeemed, Caller caller) {
    Changes changes = db.changes();
    Optional<Access> access =
        redeemed == null
            ? bySession(changes, tenant, client, input, caller)
            : Optional.of(byTicket(changes, tenant, client, input, redeemed, caller));
    changes.commit();
    return access;
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

  private Optional<Access> bySession(
      Changes changes, Tenant tenant, Client client, Input input, Caller caller) {
    String cookie = input.cookie();
    if (cookie == null
        || input.fresh() && input.since() == null
        || client.isFirstParty() && !client.sso()) {
      return Optional.empty();
    }
    return verifier
        .find(tenant, cookie)
        .filter(live -> isFreshEnough(live, input) && isYoungEnough(live, input))
        .filter(live -> input.request().wish().isFor(live.proof().profileId()))
        .filter(live -> isSureEnough(tenant, live, input))
        .filter(live -> isConsented(tenant, client, live, input.request()))
        .map(live -> {
          Authenticated user =
              policy
                  .decide(
                      tenant,
                      client,
                      live.details().profile(),
                      withTrust(tenant, live, input.trustedDevice()))
                  .orThrow();
          return giveAccess.inSession(
              changes, tenant, client, user, live, input.request(), cookie, caller);
        });
  }

  /** A client of another party gets what the user let it have (contract section 4.1.2 step 7). */
  private boolean isConsented(
      Tenant tenant, Client client, LiveSession live, AccessRequest request) {
    return client.isFirstParty()
        || thirdParties.covers(tenant, live.proof().profileId(), client.id(), request.reach());
  }

  /**
   * A device that needs no second factor is looked up only where the session stands on one alone.
   */
  private List<LoginProof> withTrust(Tenant tenant, LiveSession live, @Nullable String cookie) {
    List<LoginProof> proofs = new ArrayList<>();
    proofs.add(live.proof());
    if (cookie != null
        && !live.details().profile().factors().isEmpty()
        && !live.proof().isOfTwoFactors()) {
      trustedDevices.find(tenant, live.proof().profileId(), cookie).ifPresent(proofs::add);
    }
    return proofs;
  }

  private static boolean isFreshEnough(LiveSession live, Input input) {
    return !input.fresh() || isOfThisRequest(live, input);
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
    Profile profile = live.details().profile();
    return !input.request().wish().wantsMoreThan(Acr.of(live.proof().amr()))
        || input.silent()
        || isOfThisRequest(live, input)
        || policy.furtherFactors(tenant, profile, List.of(live.proof())).isEmpty()
            && !live.details().hasPasskey();
  }
}
