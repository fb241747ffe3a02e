package dev.latchkey.domain.organisation;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a user belongs to an organisation.
 *
 * @param organisationNo what the organisation is called by outside
 * @param type {@code consumer} or {@code corporate}
 * @param name of the company, or of the consumer's root user
 * @param role {@code root} or {@code user}
 * @param userNo what the user is called by outside
 */
public record Membership(
    UUID organisationId,
    long organisationNo,
    String type,
    @Nullable String name,
    String role,
    long userNo) {

  /** The columns of this record, of {@link #TABLES}. */
  public static final String COLUMNS =
      """
      o.id as organisation_id, o.public_no as organisation_no, o.type,
      coalesce(o.name, nullif(concat_ws(' ', rp.attributes ->> 'given_name', rp.attributes ->> 'family_name'), ''),
        rp.attributes ->> 'name') as name,
      m.role, mp.public_no as user_no
      """;

  /** What stands after a {@code from}: memberships {@code m} that count. */
  public static final String TABLES =
      """
      membership as m
      join organisation as o on o.tenant = m.tenant and o.id = m.organisation_id and o.active
      join profile as mp on mp.tenant = m.tenant and mp.id = m.profile_id
      join membership as r on r.tenant = m.tenant and r.organisation_id = m.organisation_id and r.role = 'root'
      join profile as rp on rp.tenant = r.tenant and rp.id = r.profile_id
      """;

  /** The default first: the one that was chosen last, else the oldest. */
  public static final String ORDER =
      " order by m.exchanged_at desc nulls last, m.linked_at, m.organisation_id";

  public boolean isRoot() {
    return role.equals("root");
  }

  public boolean isConsumer() {
    return type.equals("consumer");
  }

  /** As the wire says it. */
  public String wireType() {
    return type.toUpperCase(Locale.ROOT);
  }

  /** As the wire says it. */
  public String wireRole() {
    return role.toUpperCase(Locale.ROOT);
  }
}
