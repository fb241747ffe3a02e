package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.AccessRequest.Wanted;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.PendingRequests;
import dev.latchkey.domain.client.PushedRequests;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.risk.LoginPlaces;
import dev.latchkey.domain.session.Session;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Access;
import dev.latchkey.domain.token.AuthorizationCodes;
import dev.latchkey.domain.token.AuthorizationCodes.Binding;
import dev.latchkey.domain.token.Grant;
import dev.latchkey.domain.token.GrantBasis;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.token.TokenIssuer;
import dev.latchkey.domain.webhook.Admitted;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.platform.db.Changes;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every login ends in: the tenant's webhooks are asked, then there is a session, and for the
 * client what it asked for. The one step that all paths share, so none can end in more than
 * another.
 */
public final class GiveAccess {

  private final PendingRequests pending;
  private final PushedRequests pushed;
  private final Sessions sessions;
  private final LoginPlaces places;
  private final AuthorizationCodes codes;
  private final Grants grants;
  private final TokenIssuer issuer;
  private final LoginRecorder logins;
  private final PreEvents preEvents;

  public GiveAccess(
      PendingRequests pending,
      PushedRequests pushed,
      Sessions sessions,
      LoginPlaces places,
      AuthorizationCodes codes,
      Grants grants,
      TokenIssuer issuer,
      LoginRecorder logins,
      PreEvents preEvents) {
    this.pending = pending;
    this.pushed = pushed;
    this.sessions = sessions;
    this.places = places;
    this.codes = codes;
    this.grants = grants;
    this.issuer = issuer;
    this.logins = logins;
    this.preEvents = preEvents;
  }

  /**
   * Adds a new session for a user who has just been let in.
   *
   * @param browserCookie of a session that the browser has: it is over, whosever it was (attack
   *     classes 18, 19)
   */
  public Access toUser(
      Changes changes,
      Tenant tenant,
      Client client,
      Authenticated user,
      AccessRequest request,
      @Nullable String browserCookie,
      Caller caller) {
    MeetWish.require(request.wish(), user);
    Admitted admitted = preEvents.login(tenant, client.id(), user, caller);
    if (browserCookie != null) {
      sessions.end(changes, tenant, browserCookie);
    }
    places.remember(changes, tenant, user.profile().id(), caller);
    Sessions.Opened opened = sessions.open(changes, tenant, admitted, request.persistent(), caller);
    String cookie = client.sso() || request.wantsSession() ? opened.cookie() : null;
    return give(changes, tenant, client, opened.session(), request, cookie, cookie, caller);
  }

  /** Goes on with the browser's session, in which one more factor was shown. */
  public Access inRenewed(
      Changes changes,
      Tenant tenant,
      Client client,
      Authenticated user,
      LiveSession live,
      AccessRequest request,
      Caller caller) {
    MeetWish.require(request.wish(), user);
    Admitted admitted = preEvents.login(tenant, client.id(), user, caller);
    Sessions.Opened opened = sessions.renew(changes, tenant, live, admitted);
    String cookie = client.sso() || request.wantsSession() ? opened.cookie() : null;
    return give(changes, tenant, client, opened.session(), request, cookie, cookie, caller);
  }

  /** Goes on with a session that is there. */
  Access inSession(
      Changes changes,
      Tenant tenant,
      Client client,
      Authenticated user,
      LiveSession live,
      AccessRequest request,
      String browserCookie,
      Caller caller) {
    MeetWish.require(request.wish(), user);
    Admitted admitted = preEvents.login(tenant, client.id(), user, caller);
    Session session = sessions.resume(changes, tenant, live, admitted);
    return give(changes, tenant, client, session, request, browserCookie, null, caller);
  }

  private Access give(
      Changes changes,
      Tenant tenant,
      Client client,
      Session session,
      AccessRequest request,
      @Nullable String cookie,
      @Nullable String newCookie,
      Caller caller) {
    pending.finish(changes, tenant, client, request);
    pushed.finish(changes, tenant, client, request);
    boolean persistent = session.isPersistent();
    if (request.wantsSession()) {
      return new Access(null, null, null, cookie, persistent);
    }
    Wanted wanted = request.wanted();
    Grant grant =
        wanted.hasTokens() ? atOnce(changes, tenant, client, session, request, caller) : null;
    String code =
        wanted.hasCode()
            ? codes.issue(changes, tenant, client, session, binding(request, newCookie), grant)
            : null;
    if (grant == null) {
      return new Access(code, null, null, cookie, persistent);
    }
    return wanted.hasAccessToken()
        ? new Access(
            code, issuer.frontAnswer(tenant, client, grant, wanted, code), null, cookie, persistent)
        : new Access(
            code, null, issuer.idToken(tenant, client, grant, null, code), cookie, persistent);
  }

  /**
   * What tokens from this endpoint stand on. No refresh token goes through the browser's address
   * bar (RFC 6749 section 4.2.2).
   */
  private Grant atOnce(
      Changes changes,
      Tenant tenant,
      Client client,
      Session session,
      AccessRequest request,
      Caller caller) {
    GrantBasis basis =
        GrantBasis.of(session, withoutOffline(request.scopes()), request.nonce(), request.wish());
    Grant grant = grants.open(changes, tenant, client, basis, null, caller).grant();
    logins.record(changes, tenant, client, grant, caller);
    return grant;
  }

  private static Binding binding(AccessRequest request, @Nullable String newCookie) {
    return new Binding(
        request.redirectUri(),
        request.origin(),
        request.codeChallenge(),
        request.scopes(),
        request.nonce(),
        newCookie,
        request.wish(),
        request.dpopJkt());
  }

  private static Set<String> withoutOffline(Set<String> scopes) {
    Set<String> fewer = new LinkedHashSet<>(scopes);
    fewer.remove(Scopes.OFFLINE_ACCESS);
    return fewer;
  }
}
