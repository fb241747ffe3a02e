package dev.latchkey.domain.organisation;

import dev.latchkey.domain.profile.Profile;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A user of an organisation, with what is known of both.
 *
 * @param attributes what was said of the user as a member
 * @param newcomer whether a back end made the user, who has no credential and has never logged in
 * @param hasPassword whether the user has one
 */
public record Member(
    Membership membership,
    JsonNode organisation,
    Instant organisationCreatedAt,
    JsonNode attributes,
    boolean active,
    boolean newcomer,
    boolean hasPassword,
    Profile profile) {

  static final String COLUMNS =
      Membership.COLUMNS
          + """
          , o.attributes as organisation, o.created_at as organisation_created_at, m.attributes,
          m.active and profile.suspended_at is null as active,
          m.newcomer and password.profile_id is null
            and not exists (select from login_stats as l where l.tenant = m.tenant and l.profile_id = m.profile_id)
            and not exists (select from passkey as k where k.tenant = m.tenant and k.profile_id = m.profile_id)
            and not exists (select from identity as i where i.tenant = m.tenant and i.profile_id = m.profile_id) as newcomer,
          password.profile_id is not null as has_password,
          """
          + Profile.COLUMNS;

  static final String TABLES =
      Membership.TABLES
          + """
           join profile on profile.tenant = m.tenant and profile.id = m.profile_id
           left join password on password.tenant = m.tenant and password.profile_id = m.profile_id
          """;

  /** A text of the organisation; null when it is not there. */
  public @Nullable String said(String name) {
    JsonNode value = organisation.get(name);
    return value == null || value.isNull() ? null : value.asString();
  }
}
