package dev.latchkey.domain.credential;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.policy.FactorPermit;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.NewTotp;
import dev.latchkey.domain.proof.RecoveryCodes.Code;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The second factors of profiles (contract section 2.7). Every change counts anew which kinds the
 * profile has, under a lock of the profile. Thread-safe.
 */
public final class Factors {

  /**
   * @param kind as {@link FactorKind#wireName()}
   * @param destination address or number in the form it is compared by; null when nothing is sent
   */
  public record Factor(
      UUID id, String kind, @Nullable String destination, String friendlyName, Instant createdAt) {

    public boolean is(FactorKind other) {
      return kind.equals(other.wireName());
    }
  }

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;

  public Factors(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** All of the profile's, oldest first; each recovery code that is left is one. */
  public List<Factor> of(Tenant tenant, UUID profileId) {
    return db.list(
        Factor.class,
        """
        select id, kind, case when kind in ('email', 'sms') then destination end as destination, friendly_name, created_at
        from mfa_credential where tenant = ? and profile_id = ? order by created_at, id\
        """,
        tenant.id(),
        profileId);
  }

  /** Adds an address or number that was shown to be the user's. */
  public Factor add(
      Changes changes, Tenant tenant, FactorPermit permit, FactorKind kind, Identifier identifier) {
    Profiles.holdFactors(changes, tenant, permit.profileId());
    Factor factor = factor(kind, identifier.key(), identifier.masked());
    insert(changes, tenant, permit, factor, null, null);
    Profiles.countFactors(changes, tenant, permit.profileId());
    return factor;
  }

  /** Adds an authenticator app; the one before it is gone. */
  public Factor add(Changes changes, Tenant tenant, FactorPermit permit, NewTotp app) {
    Profiles.holdFactors(changes, tenant, permit.profileId());
    if (!permit.isFirstOnly()) {
      delete(changes, tenant, permit, FactorKind.TOTP);
    }
    Factor factor = factor(FactorKind.TOTP, null, app.friendlyName());
    insert(changes, tenant, permit, factor, app.sealedSecret(), app.step());
    Profiles.countFactors(changes, tenant, permit.profileId());
    return factor;
  }

  /** Adds recovery codes; those before them are void. Alone they are no second factor. */
  public void add(Changes changes, Tenant tenant, FactorPermit permit, List<Code> codes) {
    Profiles.holdFactors(changes, tenant, permit.profileId());
    delete(changes, tenant, permit, FactorKind.RECOVERY_CODE);
    for (Code code : codes) {
      insert(
          changes, tenant, permit, factor(FactorKind.RECOVERY_CODE, code.hash(), ""), null, null);
    }
    Profiles.countFactors(changes, tenant, permit.profileId());
  }

  private Factor factor(FactorKind kind, @Nullable String destination, String friendlyName) {
    return new Factor(secrets.uuid(), kind.wireName(), destination, friendlyName, clock.instant());
  }

  /**
   * Not when there is a factor by now though the permit is for the first only, nor when there are
   * too many; an address only while it is the profile's; a recovery code only beside something
   * else.
   */
  private static void insert(
      Changes changes,
      Tenant tenant,
      FactorPermit permit,
      Factor factor,
      byte @Nullable [] sealedSecret,
      @Nullable Long lastStep) {
    changes.addExactlyOne(
        () -> {
          throw (permit.isFirstOnly() ? ApiError.STEP_UP_REQUIRED : ApiError.INVALID_STATE)
              .exception();
        },
        """
        insert into mfa_credential (tenant, id, profile_id, kind, destination, secret, last_step, friendly_name, created_at)
        select profile.tenant, ?::uuid, profile.id, f.kind, f.destination, ?::bytea, ?::bigint, ?, ?::timestamptz
        from profile
          cross join (select ?::text as kind, ?::text as destination) as f
          cross join lateral (
            select count(*) as others from mfa_credential as m
            where m.tenant = profile.tenant and m.profile_id = profile.id and m.kind <> 'recovery_code') as present
        where profile.tenant = ? and profile.id = ?
          and (f.kind <> 'email' or profile.email_key = f.destination)
          and case when f.kind = 'recovery_code' then others > 0 else others < ? end
          and not (? and others > 0)
        on conflict do nothing\
        """,
        factor.id(),
        sealedSecret,
        lastStep,
        factor.friendlyName(),
        factor.createdAt(),
        factor.kind(),
        factor.destination(),
        tenant.id(),
        permit.profileId(),
        Limits.FACTORS,
        permit.isFirstOnly());
  }

  /**
   * Adds that the factor is gone, and with the last one the recovery codes. If it went in between,
   * nothing of the changes is written.
   */
  public void remove(Changes changes, Tenant tenant, FactorPermit permit, Factor factor) {
    Profiles.holdFactors(changes, tenant, permit.profileId());
    changes.addExactlyOne(
        () -> {
          throw ApiError.RESOURCE_NOT_FOUND.exception();
        },
        "delete from mfa_credential where tenant = ? and profile_id = ? and id = ?",
        tenant.id(),
        permit.profileId(),
        factor.id());
    changes.add(
        """
        delete from mfa_credential as code where tenant = ? and profile_id = ? and kind = 'recovery_code' and not exists (
          select from mfa_credential as other
          where other.tenant = code.tenant and other.profile_id = code.profile_id and other.kind <> 'recovery_code')\
        """,
        tenant.id(),
        permit.profileId());
    Profiles.countFactors(changes, tenant, permit.profileId());
  }

  /** Adds that no recovery code is good any more. */
  public void removeRecoveryCodes(Changes changes, Tenant tenant, FactorPermit permit) {
    Profiles.holdFactors(changes, tenant, permit.profileId());
    delete(changes, tenant, permit, FactorKind.RECOVERY_CODE);
    Profiles.countFactors(changes, tenant, permit.profileId());
  }

  private static void delete(Changes changes, Tenant tenant, FactorPermit permit, FactorKind kind) {
    changes.add(
        "delete from mfa_credential where tenant = ? and profile_id = ? and kind = ?",
        tenant.id(),
        permit.profileId(),
        kind.wireName());
  }
}
