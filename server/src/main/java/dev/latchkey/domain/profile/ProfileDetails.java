package dev.latchkey.domain.profile;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A profile with what other rooms know of it, for showing it: filled by one query.
 *
 * @param identities at other providers, oldest first, with their columns as fields
 * @param lockedUntil when the lock after failed logins ends, or ended; null when there was none
 *     since the last success
 */
public record ProfileDetails(
    Profile profile,
    boolean hasPassword,
    boolean hasPasskey,
    JsonNode identities,
    @Nullable Instant lockedUntil,
    @Nullable LoginStats stats) {

  /** The columns of this record over {@link #JOINS}. */
  public static final String COLUMNS =
      Profile.COLUMNS
          + """
          ,
          password.profile_id is not null as has_password,
          exists (select from passkey where passkey.tenant = profile.tenant and passkey.profile_id = profile.id) as has_passkey,
          coalesce((select jsonb_agg(jsonb_build_object('id', i.id, 'provider', i.provider, 'variant', i.variant,
              'subject', i.subject, 'email', i.email, 'username', i.username, 'created_at', i.created_at,
              'updated_at', i.updated_at) order by i.created_at, i.id)
            from identity i where i.tenant = profile.tenant and i.profile_id = profile.id), '[]') as identities,
          (select guard.locked_until from login_guard guard where guard.tenant = profile.tenant
            and guard.subject = 'profile:' || profile.id) as locked_until,
          stats.first_login, stats.last_login, stats.total, stats.origins, stats.devices, stats.last_provider, stats.last_type
          """;

  /** What stands after a {@code from} that has {@code profile}. */
  public static final String JOINS =
      """
       left join password on password.tenant = profile.tenant and password.profile_id = profile.id
       left join login_stats stats on stats.tenant = profile.tenant and stats.profile_id = profile.id
      """;

  /** Figures of the logins so far. */
  public record LoginStats(
      Instant firstLogin,
      Instant lastLogin,
      int total,
      List<String> origins,
      List<String> devices,
      String lastProvider,
      String lastType) {}
}
