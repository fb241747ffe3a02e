package dev.latchkey.domain.proof;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.crypto.Totp;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Authenticator apps (RFC 6238): setting one up, and judging its codes. A secret is kept sealed; a
 * code is good once.
 */
public final class AuthenticatorApps {

  /** A right code, not yet used up. */
  record Shown(TotpProof proof, UUID credentialId, long step) {}

  /** Between the secret and the first code. */
  private static final Duration SETUP = Duration.ofMinutes(10);

  private static final String KIND = "totp_setup";
  private static final String PURPOSE = "totp";

  private final Db db;
  private final RootKey rootKey;
  private final Secrets secrets;
  private final InstantSource clock;

  public AuthenticatorApps(Db db, RootKey rootKey, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.rootKey = rootKey;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Adds a new secret to the changes, which is no factor before a code of it was shown. The one
   * before it is void.
   *
   * @return the secret for the app
   */
  public byte[] begin(Changes changes, Tenant tenant, OwnerProof owner, String friendlyName) {
    byte[] secret = secrets.bytes(Totp.SECRET);
    byte[] sealed = rootKey.seal(PURPOSE, context(tenant, owner.profileId()), secret);
    Instant now = clock.instant();
    changes.add(
        """
        insert into flow (tenant, handle_hash, kind, state, client_id, profile_id, proofs, data, created_at, expires_at)
        values (?, ?, ?, 'open', ?, ?, '[]', ?, ?, ?)
        on conflict (tenant, handle_hash) do update set client_id = excluded.client_id, data = excluded.data,
          created_at = excluded.created_at, expires_at = excluded.expires_at\
        """,
        tenant.id(),
        handle(owner.profileId()),
        KIND,
        owner.clientId(),
        owner.profileId(),
        Json.object().put("secret", Digest.base64Url(sealed)).put("friendly_name", friendlyName),
        now,
        now.plus(SETUP));
    return secret;
  }

  /**
   * Judges the first code of the app that is being set up.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}: none is; {@code
   *     INVALID_VERIFICATION_CODE}
   */
  public NewTotp confirm(Tenant tenant, UUID profileId, String code) {
    JsonNode setup =
        db.one(
                JsonNode.class,
                "select data from flow where tenant = ? and handle_hash = ? and kind = ? and"
                    + " expires_at > ?",
                tenant.id(),
                handle(profileId),
                KIND,
                clock.instant())
            .orElseThrow(ApiError.INVALID_STATE::exception);
    byte[] sealed = Digest.fromBase64Url(setup.path("secret").asString());
    OptionalLong step = match(tenant, profileId, sealed, code, 0);
    if (step.isEmpty()) {
      throw ApiError.INVALID_VERIFICATION_CODE.exception();
    }
    return new NewTotp(profileId, sealed, step.getAsLong(), setup.path("friendly_name").asString());
  }

  /**
   * Adds to the changes that the set-up is done. If it was done in between, nothing of the changes
   * is written.
   */
  public void consume(Changes changes, Tenant tenant, NewTotp totp) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_STATE.exception();
        },
        "delete from flow where tenant = ? and handle_hash = ? and kind = ?",
        tenant.id(),
        handle(totp.profileId()),
        KIND);
  }

  Optional<Shown> judge(Tenant tenant, UUID profileId, String code) {
    record Stored(UUID id, byte[] secret, long lastStep) {}
    return db.one(
            Stored.class,
            "select id, secret, last_step from mfa_credential where tenant = ? and profile_id = ?"
                + " and kind = 'totp'",
            tenant.id(),
            profileId)
        .flatMap(stored -> {
          OptionalLong step = match(tenant, profileId, stored.secret(), code, stored.lastStep());
          return step.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new Shown(
                      new TotpProof(profileId, clock.instant()), stored.id(), step.getAsLong()));
        });
  }

  /**
   * Adds to the changes that the code is used up. If it, or a later one, was used in between,
   * nothing of the changes is written.
   */
  void consume(Changes changes, Tenant tenant, Shown shown) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.INVALID_VERIFICATION_CODE.exception();
        },
        "update mfa_credential set last_step = ? where tenant = ? and id = ? and last_step < ?",
        shown.step(),
        tenant.id(),
        shown.credentialId(),
        shown.step());
  }

  private OptionalLong match(
      Tenant tenant, UUID profileId, byte[] sealed, String code, long lastUsed) {
    byte[] secret = rootKey.open(PURPOSE, context(tenant, profileId), sealed);
    return Totp.match(secret, code, clock.instant(), lastUsed);
  }

  private static String context(Tenant tenant, UUID profileId) {
    return tenant.id() + "/" + profileId;
  }

  /** One set-up for a profile, found by who it is of. */
  private static byte[] handle(UUID profileId) {
    return Digest.sha256(KIND + "/" + profileId);
  }
}
