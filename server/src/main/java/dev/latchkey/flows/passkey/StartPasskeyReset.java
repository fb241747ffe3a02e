package dev.latchkey.flows.passkey;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.credential.Passkeys.Passkey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.Ceremony;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.PasskeyCeremonies;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;

/**
 * Begin to replace all passkeys with a new one, with the code that was sent to recover the account
 * (contract section 9.9). The code is checked here and used up at the end.
 */
public final class StartPasskeyReset {

  private final Db db;
  private final VerificationCodes codes;
  private final Profiles profiles;
  private final Passkeys passkeys;
  private final PasskeyCeremonies ceremonies;
  private final Secrets secrets;

  public StartPasskeyReset(
      Db db,
      VerificationCodes codes,
      Profiles profiles,
      Passkeys passkeys,
      PasskeyCeremonies ceremonies,
      Secrets secrets) {
    this.db = db;
    this.codes = codes;
    this.profiles = profiles;
    this.passkeys = passkeys;
    this.ceremonies = ceremonies;
    this.secrets = secrets;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}
   */
  public CreationOptions run(
      Tenant tenant,
      Client client,
      CeremonyPlace place,
      Identifier identifier,
      String code,
      String friendlyName) {
    CodeProof proof =
        codes.check(tenant, client, CredentialPolicy.RESETS_PASSKEYS, identifier, code);
    Profile profile =
        profiles
            .find(tenant, proof.profileId())
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    List<Passkey> present = passkeys.of(tenant, profile.id());
    String userHandle = present.isEmpty() ? secrets.token() : present.get(0).userHandle();
    Changes changes = db.changes();
    String challenge =
        ceremonies.open(
            changes,
            tenant,
            client,
            Ceremony.Kind.RESET,
            profile.id(),
            place.terms(userHandle, friendlyName, null));
    changes.commit();
    UserNames names = UserNames.of(profile);
    // Whatever is on the authenticator is to be replaced: nothing is excluded.
    return new CreationOptions(
        challenge, friendlyName, userHandle, names.name(), names.displayName(), List.of());
  }
}
