package dev.latchkey.flows.push;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.credential.Passkeys.Passkey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.Ceremony;
import dev.latchkey.domain.proof.LinkingCodes;
import dev.latchkey.domain.proof.LinkingProof;
import dev.latchkey.domain.proof.PasskeyCeremonies;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.passkey.CeremonyPlace;
import dev.latchkey.flows.passkey.CreationOptions;
import dev.latchkey.flows.passkey.UserNames;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Look what a linking code is good for, and begin to make the passkey that goes with it (Access API
 * contract section 8). The code stays good.
 */
public final class ReadLink {

  /**
   * @param user whom the device would be linked to, as he knows himself
   * @param passkey to be made first; null where none is needed
   */
  public record Result(PushChannel channel, String user, @Nullable CreationOptions passkey) {}

  private final Db db;
  private final Clients clients;
  private final LinkingCodes codes;
  private final Passkeys passkeys;
  private final PasskeyCeremonies ceremonies;
  private final Secrets secrets;

  public ReadLink(
      Db db,
      Clients clients,
      LinkingCodes codes,
      Passkeys passkeys,
      PasskeyCeremonies ceremonies,
      Secrets secrets) {
    this.db = db;
    this.clients = clients;
    this.codes = codes;
    this.passkeys = passkeys;
    this.ceremonies = ceremonies;
    this.secrets = secrets;
  }

  /**
   * @param name of the device
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}, {@code
   *     WEBAUTHN_DISABLED}, {@code ORIGIN_NOT_ALLOWED}
   */
  public Result run(Tenant tenant, String code, String name) {
    LinkingProof link = codes.find(tenant, code);
    UserNames names = UserNames.of(link.profile());
    return new Result(
        link.channel(),
        names.displayName(),
        link.channel() == PushChannel.BIOMETRIC ? options(tenant, link, names, name) : null);
  }

  private CreationOptions options(
      Tenant tenant, LinkingProof link, UserNames names, String deviceName) {
    CeremonyPlace place = CeremonyPlace.of(tenant, tenant.publicUrl());
    Client client =
        clients.find(tenant.id(), link.clientId()).orElseThrow(ApiError.INVALID_STATE::exception);
    List<Passkey> present = passkeys.of(tenant, link.profileId());
    // One handle for all passkeys of a user: authenticators tell users apart by it.
    String userHandle = present.isEmpty() ? secrets.token() : present.get(0).userHandle();
    Changes changes = db.changes();
    String challenge =
        ceremonies.open(
            changes,
            tenant,
            client,
            Ceremony.Kind.REGISTRATION,
            link.profileId(),
            place.termsOfDevice(userHandle, deviceName));
    changes.commit();
    // None is excluded: one of them may be of this very authenticator, and the device needs its
    // own.
    return new CreationOptions(
        challenge, deviceName, userHandle, names.name(), names.displayName(), List.of());
  }
}
