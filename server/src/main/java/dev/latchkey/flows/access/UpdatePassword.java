package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.policy.PasswordPermit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.LoginGuard;
import dev.latchkey.domain.proof.PasswordProof;
import dev.latchkey.domain.proof.PasswordVerifier;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.AccessTokens;
import dev.latchkey.flows.password.PasswordChange;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Replace the own password by another one, with the old one (Access contract 5.7): in a session, or
 * with the token that a login with an expired password gives, which then is one.
 */
public final class UpdatePassword {

  /**
   * @param language of the notice, given the profile
   */
  public record Input(String oldPassword, String newPassword, Function<Profile, String> language) {}

  private final Db db;
  private final PasswordVerifier verifier;
  private final LoginGuard guard;
  private final Passwords passwords;
  private final NewPasswords newPasswords;
  private final CredentialPolicy credentialPolicy;
  private final LoginPolicy loginPolicy;
  private final PasswordChange change;
  private final Sessions sessions;
  private final AccessTokens tokens;
  private final OpenAccess openAccess;
  private final Outbox outbox;

  public UpdatePassword(
      Db db,
      PasswordVerifier verifier,
      LoginGuard guard,
      Passwords passwords,
      NewPasswords newPasswords,
      CredentialPolicy credentialPolicy,
      LoginPolicy loginPolicy,
      PasswordChange change,
      Sessions sessions,
      AccessTokens tokens,
      OpenAccess openAccess,
      Outbox outbox) {
    this.db = db;
    this.verifier = verifier;
    this.guard = guard;
    this.passwords = passwords;
    this.newPasswords = newPasswords;
    this.credentialPolicy = credentialPolicy;
    this.loginPolicy = loginPolicy;
    this.change = change;
    this.sessions = sessions;
    this.tokens = tokens;
    this.openAccess = openAccess;
    this.outbox = outbox;
  }

  /**
   * @throws dev.latchkey.domain.error.ConflictException {@code PASSWORD_INCORRECT}: wrong, changed
   *     meanwhile, or locked after too many wrong ones; {@code PASSWORD_ALREADY_USED}, {@code
   *     PASSWORD_TOO_…}
   */
  public OpenAccess.Login run(
      Tenant tenant, Client client, AccessProof access, Input input, Caller caller) {
    Profile profile = access.profile();
    PasswordProof old =
        withOldPassword(() -> verifier.verify(tenant, access, input.oldPassword(), caller));
    newPasswords.require(tenant, input.newPassword(), profile);
    PasswordPermit permit = credentialPolicy.byOldPassword(access, old);
    var user = loginPolicy.decideRenewed(tenant, client, profile, permit, List.of(old)).orThrow();
    var identities = openAccess.identities(tenant, profile);
    Changes changes = db.changes();
    if (access.hasSession()) {
      Sessions.hold(changes, tenant, access.sessionId());
    } else {
      tokens.useUp(changes, tenant, access);
    }
    // Of several changes with the same old password the first wins (attack class 14).
    passwords.requireUnchanged(changes, tenant, old);
    // The lock may have come while this guess was being hashed (attack class 9).
    LoginGuard.Subject subject = LoginGuard.Subject.of(profile.id());
    guard.requireUnlocked(changes, tenant, subject);
    guard.succeeded(changes, tenant, subject);
    return withOldPassword(() ->
        NewPasswords.change(() -> {
          change.add(
              changes,
              tenant,
              permit,
              profile,
              input.newPassword(),
              EventType.PASSWORD_CHANGED,
              client.id(),
              input.language().apply(profile),
              caller);
          OpenAccess.Login login =
              access.hasSession()
                  ? openAccess.inSession(changes, tenant, client, access, identities)
                  : openAccess.toUser(changes, tenant, client, user, identities, caller);
          changes.commit();
          outbox.wake();
          return login;
        }));
  }

  /** Does what takes the old password, and tells in the contract's words that it is wrong. */
  private static <T> T withOldPassword(Supplier<T> step) {
    try {
      return step.get();
    } catch (ApiException e) {
      if (e.error() == ApiError.INVALID_EMAIL_OR_PASSWORD || e.error() == ApiError.ACCOUNT_LOCKED) {
        throw Conflict.PASSWORD_INCORRECT.exception();
      }
      throw e;
    }
  }
}
