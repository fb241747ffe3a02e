package dev.latchkey.domain.profile;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A profile with what other rooms know of it, for showing it: filled by one query. */
public record ProfileDetails(Profile profile, boolean hasPassword, @Nullable LoginStats stats) {

  /** The columns of this record over {@link #JOINS}. */
  public static final String COLUMNS =
      Profile.COLUMNS
          + """
          ,
          password.profile_id is not null as has_password,
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
