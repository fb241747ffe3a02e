package dev.latchkey.domain.proof;

import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.AccessPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks a token of the Access API, and that what it stands on is still there: the login, the user,
 * the identity. One query.
 */
public final class AccessVerifier {

  /**
   * @param sessionId null: of a login with an expired password, and no longer good than that one
   */
  record Row(
      String kind,
      String clientId,
      @Nullable UUID sessionId,
      Instant createdAt,
      Instant lastUsedAt,
      Instant expiresAt,
      Instant authTime,
      String authType,
      List<String> amr,
      @Nullable Instant steppedUpAt,
      int identities,
      @Nullable Membership membership,
      Profile profile) {}

  private static final String SQL =
      """
      select t.kind, t.client_id, t.session_id, t.created_at, t.last_used_at, t.expires_at,
        coalesce(s.auth_time, t.created_at) as auth_time, coalesce(s.auth_type, '') as auth_type,
        coalesce(s.amr, '{}') as amr, s.stepped_up_at,
        coalesce(acting.identities, 0) as identities, acting.organisation_id, acting.organisation_no, acting.type, acting.name,
        acting.role, acting.user_no,
      """
          + Profile.COLUMNS
          + """
          from access_token as t
          join profile on profile.tenant = t.tenant and profile.id = t.profile_id and profile.suspended_at is null
          left join session as s on s.tenant = t.tenant and s.id = t.session_id and s.ended_at is null
          left join lateral (select count(*) over ()::int as identities,
          """
          + Membership.COLUMNS
          + " from "
          + Membership.TABLES
          + """
          where m.tenant = t.tenant and m.profile_id = t.profile_id and m.active
            and (t.organisation_id is null or m.organisation_id = t.organisation_id)
          """
          + Membership.ORDER
          + """
           limit 1) as acting on true
          where t.tenant = ? and t.token_hash = ? and t.expires_at > ?
            and case when t.session_id is not null then s.id is not null
              else exists (select from password as pw where pw.tenant = t.tenant and pw.profile_id = t.profile_id
                and pw.changed_at < t.created_at) end
            and (t.organisation_id is null or acting.organisation_id is not null)\
          """;

  private final Db db;
  private final AccessActivity activity;
  private final InstantSource clock;

  public AccessVerifier(Db db, AccessActivity activity, InstantSource clock) {
    this.db = db;
    this.activity = activity;
    this.clock = clock;
  }

  /**
   * A token that is used: it lives on from here. Empty when it is not live, or shown as one that is
   * bound to a key: none of these is.
   */
  public Optional<AccessProof> use(Tenant tenant, ShownToken token) {
    return token.scheme() == ShownToken.Scheme.BEARER
        ? find(tenant, token.value(), true)
        : Optional.empty();
  }

  /** A token that is asked about: it lives no longer for it. */
  public Optional<AccessProof> look(Tenant tenant, String token) {
    return find(tenant, token, false);
  }

  /** A token that is asked about by who was shown it: it lives on from here. */
  public Optional<AccessProof> lookAndKeep(Tenant tenant, String token) {
    return find(tenant, token, true);
  }

  private Optional<AccessProof> find(Tenant tenant, String token, boolean use) {
    AccessPolicy policy = tenant.access();
    if (policy == null || !AccessKind.isPrefixOf(token)) {
      return Optional.empty();
    }
    byte[] hash = Digest.sha256(token);
    Instant now = clock.instant();
    Optional<Row> found = db.one(Row.class, SQL, tenant.id(), hash, now);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Row row = found.get();
    AccessKind kind = AccessKind.of(row.kind());
    UUID session = row.sessionId();
    if (session != null) {
      Duration idle = kind == AccessKind.AUTH ? policy.idle() : policy.accessTokenIdle();
      AccessActivity.Token used =
          new AccessActivity.Token(tenant.id(), hash, session, kind, policy.idle());
      Instant last = activity.lastUse(used, row.lastUsedAt());
      if (!last.plus(idle).isAfter(now)) {
        return Optional.empty();
      }
      if (use) {
        activity.used(used, now, row.lastUsedAt().plus(idle));
      }
    }
    return Optional.of(new AccessProof(row, hash, kind, now));
  }
}
