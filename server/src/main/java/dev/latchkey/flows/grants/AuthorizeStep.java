package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.LoginTickets.Redeemed;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.session.Session;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.AuthorizationCodes;
import dev.latchkey.domain.token.AuthorizationCodes.Binding;
import dev.latchkey.domain.token.Grant;
import dev.latchkey.domain.token.GrantBasis;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.token.TokenAnswer;
import dev.latchkey.domain.token.TokenIssuer;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The decision of an authorize request whose form is in order (contract section 4.1.2 steps 3 to
 * 8): who is it for, and what does the client get.
 */
public final class AuthorizeStep {

  /** What the client asks for; all but the code are implicit (RFC 6749 section 4.2). */
  public enum Wanted {
    CODE,
    TOKENS,
    ID_TOKEN
  }

  /**
   * @param tkn of a login that was just done; wins over the cookie
   * @param cookie of the browser's session
   * @param fresh whether a session of before is not enough ({@code prompt=login})
   * @param maxAge the oldest login that is enough; null: any
   * @param persistent whether the browser keeps a new session's cookie
   */
  public record Input(
      @Nullable String tkn,
      @Nullable String cookie,
      boolean fresh,
      @Nullable Duration maxAge,
      boolean persistent,
      Wanted wanted,
      @Nullable String redirectUri,
      @Nullable String origin,
      @Nullable String codeChallenge,
      Set<String> scopes,
      @Nullable String nonce) {}

  /**
   * What the client gets: a code, tokens, or an ID token alone.
   *
   * @param cookie of the session, for the browser to keep as long as the session lives from now;
   *     null when the client has no single sign-on
   */
  public record Access(
      @Nullable String code,
      @Nullable TokenAnswer tokens,
      @Nullable String idToken,
      @Nullable String cookie,
      boolean persistent) {}

  private record Entered(Session session, @Nullable String cookie, boolean opened) {}

  private final Db db;
  private final LoginTickets tickets;
  private final SessionVerifier verifier;
  private final LoginPolicy policy;
  private final Sessions sessions;
  private final AuthorizationCodes codes;
  private final Grants grants;
  private final TokenIssuer issuer;
  private final LoginRecorder logins;
  private final InstantSource clock;

  public AuthorizeStep(
      Db db,
      LoginTickets tickets,
      SessionVerifier verifier,
      LoginPolicy policy,
      Sessions sessions,
      AuthorizationCodes codes,
      Grants grants,
      TokenIssuer issuer,
      LoginRecorder logins,
      InstantSource clock) {
    this.db = db;
    this.tickets = tickets;
    this.verifier = verifier;
    this.policy = policy;
    this.sessions = sessions;
    this.codes = codes;
    this.grants = grants;
    this.issuer = issuer;
    this.logins = logins;
    this.clock = clock;
  }

  /**
   * @return empty when the user must log in first
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_TKN}, {@code ACCOUNT_SUSPENDED},
   *     {@code UNVERIFIED_LOGIN}, {@code CONSENT_REQUIRED}
   */
  public Optional<Access> run(Tenant tenant, Client client, Input input, Caller caller) {
    if (!client.isFirstParty()) {
      throw ApiError.CONSENT_REQUIRED.exception();
    }
    Changes changes = db.changes();
    Optional<Entered> entered =
        input.tkn() != null
            ? Optional.of(byTicket(changes, tenant, client, input, input.tkn(), caller))
            : bySession(changes, tenant, client, input);
    return entered.map(e -> {
      Access access = give(changes, tenant, client, input, e, caller);
      changes.commit();
      return access;
    });
  }

  private Entered byTicket(
      Changes changes, Tenant tenant, Client client, Input input, String tkn, Caller caller) {
    Redeemed redeemed =
        tickets.redeem(tenant, client, tkn).orElseThrow(ApiError.INVALID_TKN::exception);
    Authenticated user =
        policy.decide(tenant, client, redeemed.profile(), redeemed.proofs()).orThrow();
    if (input.cookie() != null) {
      // Somebody logs in on a browser that has a session: that one is over, whosever it was (attack
      // classes 18, 19).
      sessions.end(changes, tenant, input.cookie());
    }
    Sessions.Opened opened = sessions.open(changes, tenant, user, input.persistent(), caller);
    return new Entered(opened.session(), client.sso() ? opened.cookie() : null, true);
  }

  private Optional<Entered> bySession(Changes changes, Tenant tenant, Client client, Input input) {
    if (input.cookie() == null || input.fresh() || !client.sso()) {
      return Optional.empty();
    }
    return verifier
        .find(tenant, input.cookie())
        .filter(live -> isYoungEnough(live, input.maxAge()))
        .map(live -> {
          policy.decide(tenant, client, live.details().profile(), List.of(live.proof())).orThrow();
          return new Entered(sessions.resume(changes, tenant, live), input.cookie(), false);
        });
  }

  private boolean isYoungEnough(LiveSession live, @Nullable Duration maxAge) {
    return maxAge == null || live.proof().authTime().plus(maxAge).isAfter(clock.instant());
  }

  private Access give(
      Changes changes, Tenant tenant, Client client, Input input, Entered entered, Caller caller) {
    Session session = entered.session();
    boolean persistent = session.isPersistent();
    if (input.wanted() != Wanted.CODE) {
      // No refresh token through the browser's address bar (RFC 6749 section 4.2.2).
      Grant grant =
          grants
              .open(
                  changes,
                  tenant,
                  client,
                  GrantBasis.of(session, withoutOffline(input.scopes()), input.nonce()),
                  caller)
              .grant();
      logins.record(changes, tenant, client, grant, caller);
      TokenAnswer tokens = null;
      String idToken = null;
      if (input.wanted() == Wanted.TOKENS) {
        tokens = issuer.answer(tenant, client, grant, null);
      } else {
        idToken = issuer.idToken(tenant, client, grant, null);
      }
      return new Access(null, tokens, idToken, entered.cookie(), persistent);
    }
    Binding binding =
        new Binding(
            input.redirectUri(),
            input.origin(),
            input.codeChallenge(),
            input.scopes(),
            input.nonce(),
            entered.opened() ? entered.cookie() : null);
    return new Access(
        codes.issue(changes, tenant, client, session, binding),
        null,
        null,
        entered.cookie(),
        persistent);
  }

  private static Set<String> withoutOffline(Set<String> scopes) {
    Set<String> fewer = new LinkedHashSet<>(scopes);
    fewer.remove(Scopes.OFFLINE_ACCESS);
    return fewer;
  }
}
