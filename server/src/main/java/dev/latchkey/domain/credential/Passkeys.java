package dev.latchkey.domain.credential;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.policy.PasskeyPermit;
import dev.latchkey.domain.profile.NewProfile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.NewPasskey;
import dev.latchkey.domain.proof.PasskeyVerifier.Shown;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The passkeys of profiles (contract section 9). Thread-safe. */
public final class Passkeys {

  /**
   * @param userHandle {@code user.id} that it was made with
   */
  public record Passkey(
      byte[] credentialId,
      UUID profileId,
      String userHandle,
      UUID aaguid,
      List<String> transports,
      String friendlyName,
      Instant createdAt,
      @Nullable Instant lastUsedAt) {}

  private static final String SELECT =
      """
      select passkey.credential_id, passkey.profile_id, passkey.user_handle, passkey.aaguid, passkey.transports,
        passkey.friendly_name, passkey.created_at, passkey.last_used_at
      from passkey\
      """;
  private static final String ORDER = " order by passkey.created_at, passkey.credential_id";

  private final Db db;
  private final InstantSource clock;

  public Passkeys(Db db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /** All of the profile's, oldest first. */
  public List<Passkey> of(Tenant tenant, UUID profileId) {
    return db.list(
        Passkey.class,
        SELECT + " where passkey.tenant = ? and passkey.profile_id = ?" + ORDER,
        tenant.id(),
        profileId);
  }

  /** All of the profile's that has the identifier; none when nobody has it. */
  public List<Passkey> of(Tenant tenant, Identifier identifier) {
    return db.list(
        Passkey.class,
        SELECT
            + " join profile on profile.tenant = passkey.tenant and profile.id = passkey.profile_id"
            + " where passkey.tenant = ? and profile."
            + Profiles.column(identifier)
            + " = ?"
            + ORDER,
        tenant.id(),
        identifier.key());
  }

  /** Adds the first passkey of a profile that this request makes. */
  public void create(Changes changes, Tenant tenant, NewProfile created, NewPasskey passkey) {
    insert(changes, tenant, created.profile().id(), passkey, false);
  }

  /**
   * Adds a further passkey of a profile. When it is somebody's already, or the profile has too
   * many, nothing of the changes is written.
   */
  public void add(Changes changes, Tenant tenant, PasskeyPermit permit, NewPasskey passkey) {
    insert(changes, tenant, permit.profileId(), passkey, permit.isPastOtherFactors());
  }

  private void insert(
      Changes changes, Tenant tenant, UUID profileId, NewPasskey passkey, boolean recovered) {
    NewPasskey.Facts facts = passkey.facts();
    changes.addExactlyOne(
        () -> {
          throw ApiError.PASSKEY_FAILED.exception();
        },
        """
        insert into passkey (tenant, credential_id, profile_id, user_handle, public_key, sign_count, user_verified,
          backup_eligible, backed_up, recovered, aaguid, transports, friendly_name, created_at)
        select ?, ?, ?::uuid, ?, ?, ?, ?, ?, ?, ?, ?::uuid, ?::text[], ?, ?::timestamptz
        where (select count(*) from passkey where tenant = ? and profile_id = ?) < ?
        on conflict (tenant, credential_id) do nothing\
        """,
        tenant.id(),
        passkey.credentialId(),
        profileId,
        passkey.userHandle(),
        facts.publicKey(),
        facts.signCount(),
        facts.userVerified(),
        facts.backupEligible(),
        facts.backedUp(),
        recovered,
        facts.aaguid(),
        facts.transports(),
        passkey.friendlyName(),
        clock.instant(),
        tenant.id(),
        profileId,
        Limits.PASSKEYS);
  }

  /**
   * Adds that the passkey was shown. When it was removed in between, nothing of the changes is
   * written. A counter that went back is not kept: the next one that does is told again.
   */
  public void used(Changes changes, Tenant tenant, Shown shown) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.PASSKEY_FAILED.exception();
        },
        """
        update passkey set sign_count = greatest(sign_count, ?), backed_up = ?, last_used_at = ?
        where tenant = ? and credential_id = ? and profile_id = ?\
        """,
        shown.signCount(),
        shown.backedUp(),
        clock.instant(),
        tenant.id(),
        shown.credentialId(),
        shown.proof().profileId());
  }

  /**
   * Adds that the profile has that passkey no more. If it would be left without any way in, nothing
   * of the changes is written.
   *
   * @param otherWay whether it has one beside its passkeys and its password
   */
  public void remove(
      Changes changes, Tenant tenant, PasskeyPermit permit, byte[] credentialId, boolean otherWay) {
    // Two removals at once must see each other: they take turns by the profile's row.
    changes.add(
        "update profile set updated_at = updated_at where tenant = ? and id = ?",
        tenant.id(),
        permit.profileId());
    changes.addExactlyOne(
        () -> {
          throw ApiError.LAST_WAY_IN.exception();
        },
        """
        delete from passkey where tenant = ? and credential_id = ? and profile_id = ?
          and (?
            or exists (select from password where password.tenant = passkey.tenant and password.profile_id = passkey.profile_id)
            or exists (select from identity where identity.tenant = passkey.tenant and identity.profile_id = passkey.profile_id)
            or exists (select from passkey other where other.tenant = passkey.tenant
              and other.profile_id = passkey.profile_id and other.credential_id <> passkey.credential_id))\
        """,
        tenant.id(),
        credentialId,
        permit.profileId(),
        otherWay);
    // The device that showed it goes with it.
    Profiles.countDevices(changes, tenant, permit.profileId());
  }

  /** Adds that the profile has none of its passkeys any more. */
  public void removeAll(Changes changes, Tenant tenant, PasskeyPermit permit) {
    changes.add(
        "delete from passkey where tenant = ? and profile_id = ?", tenant.id(), permit.profileId());
    Profiles.countDevices(changes, tenant, permit.profileId());
  }
}
