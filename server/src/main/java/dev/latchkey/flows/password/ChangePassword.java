package dev.latchkey.flows.password;

import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.PasswordPermit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.LoginGuard;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.proof.PasswordProof;
import dev.latchkey.domain.proof.PasswordVerifier;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Change the own password with an access token: with the old password, or with a fresh token where
 * the tenant allows that (contract section 7.2).
 */
public final class ChangePassword {

  /**
   * @param oldPassword null: the token is to be fresh
   */
  public record Input(
      @Nullable String oldPassword, String password, Function<Profile, String> language) {}

  private final Db db;
  private final PasswordVerifier verifier;
  private final LoginGuard guard;
  private final Passwords passwords;
  private final CredentialPolicy policy;
  private final Grants grants;
  private final PasswordChange change;
  private final Outbox outbox;

  public ChangePassword(
      Db db,
      PasswordVerifier verifier,
      LoginGuard guard,
      Passwords passwords,
      CredentialPolicy policy,
      Grants grants,
      PasswordChange change,
      Outbox outbox) {
    this.db = db;
    this.verifier = verifier;
    this.guard = guard;
    this.passwords = passwords;
    this.policy = policy;
    this.grants = grants;
    this.change = change;
    this.outbox = outbox;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}, {@code
   *     ACCESS_TOKEN_NOT_FRESH}, {@code OLD_PASSWORD_REQUIRED}, {@code INVALID_EMAIL_OR_PASSWORD}:
   *     wrong, or changed meanwhile; {@code ACCOUNT_LOCKED}, {@code PASSWORD_…}, {@code
   *     SAME_PASSWORD}
   */
  public void run(Tenant tenant, OwnerProof owner, Input input, Caller caller) {
    CredentialPolicy.requireWrite(owner);
    String typed = input.oldPassword();
    PasswordProof old = typed == null ? null : verifier.verify(tenant, owner, typed, caller);
    PasswordPermit permit =
        old == null ? policy.byFreshEvidence(tenant, owner) : policy.byOldPassword(owner, old);
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    if (old != null) {
      // Of several changes with the same old password the first wins (attack class 14).
      passwords.requireUnchanged(changes, tenant, old);
      // The lock may have come while this guess was being hashed (attack class 9).
      LoginGuard.Subject subject = LoginGuard.Subject.of(owner.profileId());
      guard.requireUnlocked(changes, tenant, subject);
      guard.succeeded(changes, tenant, subject);
    }
    change.add(
        changes,
        tenant,
        permit,
        owner.profile(),
        input.password(),
        EventType.PASSWORD_CHANGED,
        owner.clientId(),
        input.language().apply(owner.profile()),
        caller);
    changes.commit();
    outbox.wake();
  }
}
