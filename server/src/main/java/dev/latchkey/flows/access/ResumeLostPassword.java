package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Passwords;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.password.ResetPassword;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;

/**
 * Set a new password with the nonce that was mailed, and be logged in (Access contract 5.10): the
 * reset of all APIs, with a session at its end.
 */
public final class ResumeLostPassword {

  private final Db db;
  private final VerificationCodes codes;
  private final Profiles profiles;
  private final Passwords passwords;
  private final NewPasswords newPasswords;
  private final LoginPolicy policy;
  private final ResetPassword reset;
  private final OpenAccess openAccess;
  private final Outbox outbox;

  public ResumeLostPassword(
      Db db,
      VerificationCodes codes,
      Profiles profiles,
      Passwords passwords,
      NewPasswords newPasswords,
      LoginPolicy policy,
      ResetPassword reset,
      OpenAccess openAccess,
      Outbox outbox) {
    this.db = db;
    this.codes = codes;
    this.profiles = profiles;
    this.passwords = passwords;
    this.newPasswords = newPasswords;
    this.policy = policy;
    this.reset = reset;
    this.openAccess = openAccess;
    this.outbox = outbox;
  }

  /**
   * A password that is refused leaves the nonce good for another try.
   *
   * @throws dev.latchkey.domain.error.ConflictException {@code INVALID_NONCE_OR_EMAIL}, {@code
   *     PASSWORD_NOT_SET}, {@code PASSWORD_ALREADY_USED}, {@code PASSWORD_TOO_…}
   */
  public OpenAccess.Login run(
      Tenant tenant, Client client, ResetPassword.Input input, Caller caller) {
    CodeProof proof = shown(tenant, client, input);
    Profile profile =
        profiles
            .find(tenant, proof.profileId())
            .orElseThrow(Conflict.INVALID_NONCE_OR_EMAIL::exception);
    if (!passwords.has(tenant, profile.id())) {
      throw Conflict.PASSWORD_NOT_SET.exception();
    }
    newPasswords.require(tenant, input.password(), profile);
    var identities = openAccess.identities(tenant, profile);
    return NewPasswords.change(() -> {
      Changes changes = db.changes();
      Profile claimed = reset.add(changes, tenant, client, proof, profile, input, caller);
      var user = policy.decideFirst(tenant, client, claimed, List.of(proof)).orThrow();
      OpenAccess.Login login = openAccess.toUser(changes, tenant, client, user, identities, caller);
      changes.commit();
      outbox.wake();
      return login;
    });
  }

  private CodeProof shown(Tenant tenant, Client client, ResetPassword.Input input) {
    try {
      return codes.check(
          tenant, client, CredentialPolicy.RESETS_PASSWORD, input.identifier(), input.code());
    } catch (ApiException e) {
      if (e.error() == ApiError.INVALID_VERIFICATION_CODE
          || e.error() == ApiError.TOO_MANY_ATTEMPTS) {
        throw Conflict.INVALID_NONCE_OR_EMAIL.exception();
      }
      throw e;
    }
  }
}
