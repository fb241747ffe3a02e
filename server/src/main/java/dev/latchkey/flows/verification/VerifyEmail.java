package dev.latchkey.flows.verification;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.function.Function;

/** Confirm an address by the code of the mail, with a token of the user (contract section 8.6). */
public final class VerifyEmail {

  public record Input(Identifier email, String code, Function<Profile, String> language) {}

  private final Db db;
  private final VerificationCodes codes;
  private final Grants grants;
  private final Confirmation confirmation;

  public VerifyEmail(Db db, VerificationCodes codes, Grants grants, Confirmation confirmation) {
    this.db = db;
    this.codes = codes;
    this.grants = grants;
    this.confirmation = confirmation;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}, {@code
   *     TOO_MANY_ATTEMPTS}, {@code EMAIL_ALREADY_EXISTS}
   */
  public void run(Tenant tenant, OwnerProof owner, Input input, Caller caller) {
    CodeProof proof =
        codes.check(tenant, Confirmation.OF_EMAIL, owner.profileId(), input.email(), input.code());
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    confirmation.add(
        changes, tenant, proof, input.email(), true, owner.clientId(), input.language(), caller);
    confirmation.commit(changes);
  }
}
