package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.LoginTickets.Redeemed;
import dev.latchkey.domain.proof.PasswordProof;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Access;
import dev.latchkey.domain.token.ThirdPartyGrants;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.flows.grants.AuthorizeOutcome.ConsentNeeded;
import dev.latchkey.flows.grants.AuthorizeOutcome.Given;
import dev.latchkey.flows.grants.AuthorizeOutcome.LoginNeeded;
import dev.latchkey.flows.grants.AuthorizeOutcome.StepUpNeeded;
import dev.latchkey.flows.grants.JudgeSession.Standing;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
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

    private JudgeSession.Question question() {
      return new JudgeSession.Question(
          cookie, trustedDevice, request.wish(), fresh, silent, since, maxAge);
    }
  }

  private final Db db;
  private final LoginTickets tickets;
  private final JudgeSession judge;
  private final LoginPolicy policy;
  private final ThirdPartyGrants thirdParties;
  private final Passwords passwords;
  private final GiveAccess giveAccess;
  private final LoginRecorder logins;

  public AuthorizeStep(
      Db db,
      LoginTickets tickets,
      JudgeSession judge,
      LoginPolicy policy,
      ThirdPartyGrants thirdParties,
      Passwords passwords,
      GiveAccess giveAccess,
      LoginRecorder logins) {
    this.db = db;
    this.tickets = tickets;
    this.judge = judge;
    this.policy = policy;
    this.thirdParties = thirdParties;
    this.passwords = passwords;
    this.giveAccess = giveAccess;
    this.logins = logins;
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
    return switch (judge.run(tenant, client, input.question())) {
      case Standing.LoginNeeded login -> new LoginNeeded();
      case Standing.StepUpNeeded stepUp -> new StepUpNeeded();
      case Standing.Good good ->
          isConsented(tenant, client, good.live(), input)
              ? new Given(
                  giveAccess.inSession(
                      changes,
                      tenant,
                      client,
                      good.user(),
                      good.live(),
                      input.request(),
                      good.cookie(),
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
}
