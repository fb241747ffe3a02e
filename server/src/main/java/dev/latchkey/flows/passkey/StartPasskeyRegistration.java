package dev.latchkey.flows.passkey;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.credential.Passkeys.Passkey;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.PasskeyPermit;
import dev.latchkey.domain.proof.Ceremony;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.proof.PasskeyCeremonies;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;

/** Begin to add a passkey to one's profile (contract section 9.5). */
public final class StartPasskeyRegistration {

  private final Db db;
  private final CredentialPolicy policy;
  private final Passkeys passkeys;
  private final PasskeyCeremonies ceremonies;
  private final Secrets secrets;

  public StartPasskeyRegistration(
      Db db,
      CredentialPolicy policy,
      Passkeys passkeys,
      PasskeyCeremonies ceremonies,
      Secrets secrets) {
    this.db = db;
    this.policy = policy;
    this.passkeys = passkeys;
    this.ceremonies = ceremonies;
    this.secrets = secrets;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_TOKEN_NOT_FRESH}, {@code
   *     STEP_UP_REQUIRED}
   */
  public CreationOptions run(
      Tenant tenant, Client client, OwnerProof owner, CeremonyPlace place, String friendlyName) {
    PasskeyPermit permit = policy.passkeysByFreshEvidence(tenant, owner);
    List<Passkey> present = passkeys.of(tenant, permit.profileId());
    // One handle for all passkeys of a user: authenticators tell users apart by it.
    String userHandle = present.isEmpty() ? secrets.token() : present.get(0).userHandle();
    Changes changes = db.changes();
    String challenge =
        ceremonies.open(
            changes,
            tenant,
            client,
            Ceremony.Kind.REGISTRATION,
            permit.profileId(),
            place.terms(userHandle, friendlyName, null));
    changes.commit();
    UserNames names = UserNames.of(owner.profile());
    return new CreationOptions(
        challenge, friendlyName, userHandle, names.name(), names.displayName(), present);
  }
}
