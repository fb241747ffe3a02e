package dev.latchkey.flows.passkey;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.credential.Passkeys.Passkey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.Ceremony;
import dev.latchkey.domain.proof.PasskeyCeremonies;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Begin to log in with a passkey (contract section 9.3). Somebody who has none, or is nobody, gets
 * an answer that looks like everybody's, and always the same one (attack class 39).
 */
public final class StartPasskeyLogin {

  /**
   * @param challenge base64url
   * @param allowed empty: any passkey that the user picks
   */
  public record Result(String challenge, List<Allowed> allowed) {}

  /** A passkey that may be shown. */
  public record Allowed(byte[] credentialId, List<String> transports) {}

  private final Db db;
  private final Passkeys passkeys;
  private final PasskeyCeremonies ceremonies;
  private final RootKey rootKey;

  public StartPasskeyLogin(
      Db db, Passkeys passkeys, PasskeyCeremonies ceremonies, RootKey rootKey) {
    this.db = db;
    this.passkeys = passkeys;
    this.ceremonies = ceremonies;
    this.rootKey = rootKey;
  }

  /**
   * @param identifier null: the passkey tells whose it is
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_LOGIN_TYPE}
   */
  public Result run(
      Tenant tenant, Client client, CeremonyPlace place, @Nullable Identifier identifier) {
    List<Passkey> found = List.of();
    if (identifier != null) {
      if (!LoginPolicy.isAllowed(tenant, identifier.kind())) {
        throw ApiError.INVALID_LOGIN_TYPE.exception(
            "Login with " + identifier.kind().field() + " is not allowed");
      }
      found = passkeys.of(tenant, identifier);
    }
    UUID profileId = found.isEmpty() ? null : found.get(0).profileId();
    Changes changes = db.changes();
    String challenge =
        ceremonies.open(
            changes,
            tenant,
            client,
            Ceremony.Kind.LOGIN,
            profileId,
            place.terms(identifier != null));
    changes.commit();
    return new Result(
        challenge, identifier == null ? List.of() : allowed(tenant, identifier, found));
  }

  private List<Allowed> allowed(Tenant tenant, Identifier identifier, List<Passkey> found) {
    if (found.isEmpty()) {
      return List.of(new Allowed(nobodys(tenant, identifier), List.of("internal", "hybrid")));
    }
    return found.stream()
        .map(passkey -> new Allowed(passkey.credentialId(), passkey.transports()))
        .toList();
  }

  /** As long as most, and the same at each try. */
  private byte[] nobodys(Tenant tenant, Identifier identifier) {
    String whose = tenant.id() + "/" + identifier.kind() + "/" + identifier.key();
    return rootKey.mac("no-passkey", whose.getBytes(StandardCharsets.UTF_8));
  }
}
