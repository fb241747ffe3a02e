package dev.latchkey.flows.password;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.PasswordPermit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.LoginGuard;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.verification.ClaimProfile;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.function.Function;

/**
 * Set a new password with the code that was sent (contract sections 7.2 and 7.3). The code shows
 * the mailbox or number to be the user's, and lifts a lock.
 */
public final class ResetPassword {

  public record Input(
      Identifier identifier, String code, String password, Function<Profile, String> language) {}

  private final Db db;
  private final VerificationCodes codes;
  private final CredentialPolicy policy;
  private final Profiles profiles;
  private final ClaimProfile claim;
  private final PasswordChange change;
  private final LoginGuard guard;
  private final Outbox outbox;

  public ResetPassword(
      Db db,
      VerificationCodes codes,
      CredentialPolicy policy,
      Profiles profiles,
      ClaimProfile claim,
      PasswordChange change,
      LoginGuard guard,
      Outbox outbox) {
    this.db = db;
    this.codes = codes;
    this.policy = policy;
    this.profiles = profiles;
    this.claim = claim;
    this.change = change;
    this.guard = guard;
    this.outbox = outbox;
  }

  /**
   * A password that is refused leaves the code good for another try.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}, {@code
   *     TOO_MANY_ATTEMPTS}, {@code UNVERIFIED_LOGIN}, {@code PASSWORD_…}, {@code SAME_PASSWORD}
   */
  public void run(Tenant tenant, Client client, Input input, Caller caller) {
    CodeProof proof =
        codes.check(
            tenant, client, CredentialPolicy.RESETS_PASSWORD, input.identifier(), input.code());
    Profile profile =
        profiles
            .find(tenant, proof.profileId())
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    Changes changes = db.changes();
    add(changes, tenant, client, proof, profile, input, caller);
    changes.commit();
    outbox.wake();
  }

  /**
   * Adds the reset.
   *
   * @return the profile as it is then
   */
  public Profile add(
      Changes changes,
      Tenant tenant,
      Client client,
      CodeProof proof,
      Profile profile,
      Input input,
      Caller caller) {
    PasswordPermit permit = policy.byCode(proof);
    codes.consume(changes, tenant, proof);
    // No cookie excuses: whoever made the profile gets in with the new password all the same.
    Profile claimed = claim.add(changes, tenant, profile, proof, null);
    change.add(
        changes,
        tenant,
        permit,
        profile,
        input.password(),
        EventType.PASSWORD_RESET,
        client.id(),
        input.language().apply(profile),
        caller);
    guard.lift(changes, tenant, proof.profileId());
    return claimed;
  }
}
