package dev.latchkey.domain.proof;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * The {@code tkn} between a login and the authorize request that follows it: the proofs so far,
 * kept for the same tenant, client and profile, good once (contract section 1.13).
 */
public final class LoginTickets {

  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final String KIND = "login";
  private static final String PROVEN = "proven";
  private static final String AWAITS_SECOND_FACTOR = "awaits_second_factor";

  /** What the ticket stood for. */
  public record Redeemed(Profile profile, List<LoginProof> proofs) {}

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;

  public LoginTickets(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Adds a ticket for the proofs to the changes.
   *
   * @param enough whether the policy found the proofs enough; else the ticket is good for a step-up
   *     only
   */
  public String issue(
      Changes changes, Tenant tenant, Client client, List<LoginProof> proofs, boolean enough) {
    String handle = secrets.token();
    Instant now = clock.instant();
    changes.add(
        """
        insert into flow (tenant, handle_hash, kind, state, client_id, profile_id, proofs, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        tenant.id(),
        Digest.sha256(handle),
        KIND,
        enough ? PROVEN : AWAITS_SECOND_FACTOR,
        client.id(),
        proofs.get(0).profileId(),
        FlowProofs.write(proofs),
        now,
        now.plus(LIFETIME));
    return handle;
  }

  /**
   * As {@link #issue}, unless the subject is locked or the password replaced by the time of the
   * commit: then {@code ACCOUNT_LOCKED}, whether the password was right or not.
   *
   * @param proofs first that of the password
   */
  public String issueUnlessLocked(
      Changes changes,
      Tenant tenant,
      Client client,
      PasswordProof password,
      List<LoginProof> proofs,
      boolean enough,
      LoginGuard.Subject subject) {
    String handle = secrets.token();
    Instant now = clock.instant();
    changes.addConditional(
        () -> {
          throw ApiError.ACCOUNT_LOCKED.exception();
        },
        """
        insert into flow (tenant, handle_hash, kind, state, client_id, profile_id, proofs, created_at, expires_at)
        select ?, ?, ?, ?, ?, ?, ?::jsonb, ?::timestamptz, ?::timestamptz
        where not exists (select from login_guard where tenant = ? and subject = ? and locked_until > ?)
          and exists (select from password where tenant = ? and profile_id = ? and changed_at = ? for share)\
        """,
        tenant.id(),
        Digest.sha256(handle),
        KIND,
        enough ? PROVEN : AWAITS_SECOND_FACTOR,
        client.id(),
        password.profileId(),
        FlowProofs.write(proofs),
        now,
        now.plus(LIFETIME),
        tenant.id(),
        subject.key(),
        now,
        tenant.id(),
        password.profileId(),
        password.passwordSetAt());
    return handle;
  }

  /**
   * Adds to the changes that no ticket of the profile is good any more, and that no identity can be
   * linked to it by whom set out before: what they were given for has changed.
   */
  public void voidAll(Changes changes, Tenant tenant, UUID profileId) {
    changes.add(
        "delete from flow where tenant = ? and kind = any(?) and profile_id = ?",
        tenant.id(),
        List.of(KIND, Departures.KIND),
        profileId);
  }

  /**
   * Uses a ticket up whose proofs are enough. Empty when it is unknown, used, expired, another
   * client's, or awaits a second factor.
   */
  public Optional<Redeemed> redeem(Tenant tenant, Client client, String handle) {
    return take(tenant, client, handle, List.of(PROVEN));
  }

  /** Uses a ticket up to show a second factor. Empty as above, but that it may await one. */
  public Optional<Redeemed> redeemForStepUp(Tenant tenant, Client client, String handle) {
    return take(tenant, client, handle, List.of(PROVEN, AWAITS_SECOND_FACTOR));
  }

  private Optional<Redeemed> take(
      Tenant tenant, Client client, String handle, List<String> states) {
    record Row(JsonNode proofs, Instant expiresAt, Profile profile) {}
    return db.one(
            Row.class,
            """
            with taken as (
              delete from flow where tenant = ? and handle_hash = ? and kind = ? and state = any(?) and client_id = ?
              returning tenant, profile_id, proofs, expires_at)
            select taken.proofs, taken.expires_at,
            """
                + Profile.COLUMNS
                + " from taken join profile on profile.tenant = taken.tenant and profile.id ="
                + " taken.profile_id",
            tenant.id(),
            Digest.sha256(handle),
            KIND,
            states,
            client.id())
        .filter(row -> row.expiresAt().isAfter(clock.instant()))
        .map(row -> new Redeemed(row.profile(), FlowProofs.read(row.profile().id(), row.proofs())));
  }
}
