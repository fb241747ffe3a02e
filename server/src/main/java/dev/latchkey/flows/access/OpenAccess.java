package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Client.LoginTokenType;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.AccessKind;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.SessionProof;
import dev.latchkey.domain.risk.LoginPlaces;
import dev.latchkey.domain.session.Session;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.AccessPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.AccessTokens;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.platform.db.Changes;
import java.util.List;

/** The end of every way to log in at the Access API: a session, and its token. */
public final class OpenAccess {

  /**
   * What a login gives.
   *
   * @param membership the identity that it is of, at first
   */
  public record Login(String token, AccessKind kind, Membership membership) {}

  private final Organisations organisations;
  private final Sessions sessions;
  private final AccessTokens tokens;
  private final LoginPlaces places;
  private final LoginRecorder logins;
  private final PreEvents preEvents;

  public OpenAccess(
      Organisations organisations,
      Sessions sessions,
      AccessTokens tokens,
      LoginPlaces places,
      LoginRecorder logins,
      PreEvents preEvents) {
    this.organisations = organisations;
    this.sessions = sessions;
    this.tokens = tokens;
    this.places = places;
    this.logins = logins;
    this.preEvents = preEvents;
  }

  /** The Access API of the tenant, which is on wherever one of its clients was let in. */
  static AccessPolicy policy(Tenant tenant) {
    AccessPolicy policy = tenant.access();
    if (policy == null) {
      throw ApiError.ACCESS_DENIED.exception();
    }
    return policy;
  }

  /**
   * The identities of a user, the default first, at least one: who has none becomes a consumer
   * where the tenant admits users of its other APIs.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_DENIED}
   */
  public List<Membership> identities(Tenant tenant, Profile profile) {
    List<Membership> found = organisations.of(tenant, profile.id());
    if (found.isEmpty() && policy(tenant).admitProfiles() && !profile.lite()) {
      organisations.admit(tenant, profile);
      found = organisations.of(tenant, profile.id());
    }
    if (found.isEmpty()) {
      throw ApiError.ACCESS_DENIED.exception().about(profile.id());
    }
    return found;
  }

  /** Adds a session for a user who has just been let in, and its token. */
  public Login toUser(
      Changes changes,
      Tenant tenant,
      Client client,
      Authenticated user,
      List<Membership> identities,
      Caller caller) {
    AccessPolicy policy = policy(tenant);
    var admitted = preEvents.login(tenant, client.id(), user, caller);
    places.remember(changes, tenant, user.profile().id(), caller);
    Session session = sessions.open(changes, tenant, admitted, false, caller).session();
    logins.record(changes, tenant, client, session, caller);
    Membership first = identities.get(0);
    return isAccess(client, identities)
        ? new Login(
            tokens.access(changes, tenant, policy, client, session, first),
            AccessKind.ACCESS,
            first)
        : new Login(
            tokens.ofLogin(changes, tenant, policy, client, session), AccessKind.AUTH, first);
  }

  /** Adds one more token of the session that is there. */
  Login inSession(
      Changes changes,
      Tenant tenant,
      Client client,
      AccessProof access,
      List<Membership> identities) {
    AccessPolicy policy = policy(tenant);
    SessionProof session = SessionProof.behind(access);
    Membership first = identities.get(0);
    return isAccess(client, identities)
        ? new Login(
            tokens.access(changes, tenant, policy, client, session, first),
            AccessKind.ACCESS,
            first)
        : new Login(
            tokens.ofLogin(changes, tenant, policy, client, session), AccessKind.AUTH, first);
  }

  private static boolean isAccess(Client client, List<Membership> identities) {
    Client.AccessApi api = client.accessApi();
    return api != null && api.loginTokenType() == LoginTokenType.AUTO && identities.size() == 1;
  }
}
