package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.PasswordRules;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.LoginGuard;
import dev.latchkey.domain.proof.PasswordVerifier;
import dev.latchkey.domain.proof.PasswordVerifier.Match;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.AccessTokens;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;

/**
 * Log in with a password at the Access API (its contract 2.1): the same verifier, lock and policy
 * as every login. No second factor is asked for: what needs one asks for it itself. Three round
 * trips and a hash.
 */
public final class AccessLogin {

  /** How it ended. */
  public sealed interface Result {

    record LoggedIn(OpenAccess.Login login) implements Result {}

    /**
     * The password is right and too old.
     *
     * @param token good for a new one, and nothing else
     */
    record PasswordExpired(String token) implements Result {}
  }

  private final Db db;
  private final PasswordVerifier verifier;
  private final LoginPolicy policy;
  private final LoginGuard guard;
  private final PasswordRules rules;
  private final Passwords passwords;
  private final AccessTokens tokens;
  private final OpenAccess openAccess;
  private final LoginRecorder logins;

  public AccessLogin(
      Db db,
      PasswordVerifier verifier,
      LoginPolicy policy,
      LoginGuard guard,
      PasswordRules rules,
      Passwords passwords,
      AccessTokens tokens,
      OpenAccess openAccess,
      LoginRecorder logins) {
    this.db = db;
    this.verifier = verifier;
    this.policy = policy;
    this.guard = guard;
    this.rules = rules;
    this.passwords = passwords;
    this.tokens = tokens;
    this.openAccess = openAccess;
    this.logins = logins;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_EMAIL_OR_PASSWORD}, {@code
   *     ACCOUNT_LOCKED}, {@code ACCOUNT_SUSPENDED}, {@code UNVERIFIED_LOGIN}, {@code ACCESS_DENIED}
   */
  public Result run(
      Tenant tenant, Client client, Identifier email, String password, Caller caller) {
    if (!LoginPolicy.isAllowed(tenant, email.kind())) {
      throw ApiError.INVALID_LOGIN_TYPE.exception();
    }
    Match match = verifier.verify(tenant, client.id(), email, password, null, caller);
    return logins.attempt(
        tenant,
        client.id(),
        match.proof().authType(),
        caller,
        () -> open(tenant, client, match, password, caller));
  }

  private Result open(Tenant tenant, Client client, Match match, String password, Caller caller) {
    Decision decision = policy.decideFirst(tenant, client, match.profile(), List.of(match.proof()));
    Changes changes = db.changes();
    passwords.requireUnchanged(changes, tenant, match.proof());
    guard.requireUnlocked(changes, tenant, match.guard());
    if (decision instanceof Decision.Denied denied
        && denied.reason() == ApiError.PASSWORD_EXPIRED) {
      // Nobody's count starts anew by what is no login.
      String token = tokens.passwordUpdate(changes, tenant, client, match.proof());
      changes.commit();
      return new Result.PasswordExpired(token);
    }
    var user = decision.orThrow();
    List<Membership> identities = openAccess.identities(tenant, match.profile());
    guard.succeeded(changes, tenant, match.guard());
    if (match.rehash()) {
      passwords.rehash(changes, tenant, match.proof(), rules.rehash(password));
    }
    OpenAccess.Login login = openAccess.toUser(changes, tenant, client, user, identities, caller);
    changes.commit();
    return new Result.LoggedIn(login);
  }
}
