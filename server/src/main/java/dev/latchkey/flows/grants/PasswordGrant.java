package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.LoginGuard;
import dev.latchkey.domain.proof.PasswordVerifier;
import dev.latchkey.domain.proof.PasswordVerifier.Match;
import dev.latchkey.domain.session.Session;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.GrantBasis;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.token.TokenAnswer;
import dev.latchkey.domain.token.TokenIssuer;
import dev.latchkey.domain.webhook.Admitted;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The password grant (RFC 6749 section 4.3): legacy, off unless the client's switch is on. The same
 * verifier, guard and policy as every login.
 */
public final class PasswordGrant {

  /**
   * @param key that the client shows, for the tokens to be bound to; null: none
   */
  public record Input(
      Identifier identifier,
      String password,
      Set<String> scopes,
      @Nullable String nonce,
      @Nullable ProvenKey key) {}

  private final Db db;
  private final PasswordVerifier verifier;
  private final LoginPolicy policy;
  private final LoginGuard guard;
  private final Passwords passwords;
  private final Sessions sessions;
  private final Grants grants;
  private final TokenIssuer issuer;
  private final LoginRecorder logins;
  private final PreEvents preEvents;

  public PasswordGrant(
      Db db,
      PasswordVerifier verifier,
      LoginPolicy policy,
      LoginGuard guard,
      Passwords passwords,
      Sessions sessions,
      Grants grants,
      TokenIssuer issuer,
      LoginRecorder logins,
      PreEvents preEvents) {
    this.db = db;
    this.verifier = verifier;
    this.policy = policy;
    this.guard = guard;
    this.passwords = passwords;
    this.sessions = sessions;
    this.grants = grants;
    this.issuer = issuer;
    this.logins = logins;
    this.preEvents = preEvents;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException as a password login, and {@code
   *     UNAUTHORIZED_CLIENT}
   */
  public TokenAnswer run(Tenant tenant, Client client, Input input, Caller caller) {
    if (!client.legacy().passwordGrant()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception("The password grant is off for this client");
    }
    if (!LoginPolicy.isAllowed(tenant, input.identifier().kind())) {
      throw ApiError.INVALID_LOGIN_TYPE.exception();
    }
    Match match =
        verifier.verify(tenant, client.id(), input.identifier(), input.password(), null, caller);
    return logins.attempt(
        tenant,
        client.id(),
        match.proof().authType(),
        caller,
        () -> give(tenant, client, input, match, caller));
  }

  private TokenAnswer give(Tenant tenant, Client client, Input input, Match match, Caller caller) {
    Authenticated user =
        policy
            .decide(
                tenant,
                client,
                match.profile(),
                List.of(match.proof()),
                match.risk().isRisky(),
                () -> false)
            .orThrow();
    Admitted admitted = preEvents.login(tenant, client.id(), user, caller);
    Changes changes = db.changes();
    passwords.requireUnchanged(changes, tenant, match.proof());
    guard.requireUnlocked(changes, tenant, match.guard());
    guard.succeeded(changes, tenant, match.guard());
    Session session = sessions.open(changes, tenant, admitted, false, caller).session();
    Grants.Opened opened =
        grants.open(
            changes,
            tenant,
            client,
            GrantBasis.of(session, input.scopes(), input.nonce()),
            input.key(),
            caller);
    logins.record(changes, tenant, client, opened.grant(), caller);
    changes.commit();
    return issuer.answer(tenant, client, opened.grant(), opened.refreshToken());
  }
}
