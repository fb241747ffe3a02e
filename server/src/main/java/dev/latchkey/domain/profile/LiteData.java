package dev.latchkey.domain.profile;

import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.LiteProfiles.Registration;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was given for an identifier at lite registrations: the column {@code lite_data}.
 * RATIONALE.md beside this says who gets to see it, and when.
 *
 * <pre>{"email": {"said": {"attributes": {}, "consents": {}},
 *   "vouched": {"attributes": {}, "custom_fields": {}, "consents": {}, "external_id": ""}}}</pre>
 */
final class LiteData {

  private static final String SAID = "said";
  private static final String VOUCHED = "vouched";

  /** The parts of a profile that may be filled. */
  static final List<String> PARTS = List.of("attributes", "custom_fields", "consents");

  /**
   * What anybody may say of a person. Never what apps act on unasked: where parcels go, links, the
   * operator's own fields.
   */
  private static final Set<String> DESCRIBING =
      Set.of(
          "given_name",
          "middle_name",
          "family_name",
          "name",
          "nickname",
          "company",
          "gender",
          "birthdate",
          "locale");

  private LiteData() {}

  /** What there is for that kind of identifier, the operator's word before anybody else's. */
  static ObjectNode part(JsonNode data, Identifier.Kind kind, String part) {
    JsonNode given = data.path(kind.field());
    ObjectNode whole = Json.object();
    for (String source : List.of(SAID, VOUCHED)) {
      given.path(source).path(part).forEachEntry(whole::set);
    }
    return whole;
  }

  /** The operator's own name for who has that identifier; null when it has not said. */
  static @Nullable String externalId(JsonNode data, Identifier.Kind kind) {
    return data.path(kind.field()).path(VOUCHED).path("external_id").stringValueOpt().orElse(null);
  }

  /** Of what a stranger says, that on which the operator has not spoken. */
  static ObjectNode unspoken(JsonNode data, String part, ObjectNode said) {
    ObjectNode left = said.deepCopy();
    for (JsonNode given : data) {
      left.remove(given.path(VOUCHED).path(part).propertyNames());
    }
    return left;
  }

  /**
   * The data with one more registration.
   *
   * @param kinds of the identifiers that it is kept for
   * @param change what is left of what the registration says
   * @param consents that were answered
   */
  static ObjectNode with(
      JsonNode data,
      Collection<Identifier.Kind> kinds,
      Registration registration,
      ProfileChange change,
      ObjectNode consents) {
    ObjectNode more = data.deepCopy().asObject();
    boolean vouched = registration.vouched();
    for (Identifier.Kind kind : kinds) {
      ObjectNode given = more.withObjectProperty(kind.field());
      ObjectNode said = given.withObjectProperty(SAID);
      ObjectNode source = vouched ? given.withObjectProperty(VOUCHED) : said;
      ObjectNode attributes = change.attributes().deepCopy();
      if (vouched) {
        merge(source, "custom_fields", change.customFields());
      } else {
        attributes.retain(DESCRIBING);
      }
      merge(source, "attributes", attributes);
      // Of two answers to one consent the later counts, whoever brought it.
      given.forEach(
          each -> each.asObject().withObjectProperty("consents").remove(consents.propertyNames()));
      source.withObjectProperty("consents").setAll(consents.deepCopy());
      if (registration.externalId() != null) {
        source.put("external_id", registration.externalId());
      }
    }
    return more;
  }

  private static void merge(ObjectNode source, String part, ObjectNode change) {
    source.set(part, Profiles.merged(source.withObjectProperty(part), change));
  }

  /**
   * Adds that an account takes an identifier: what was given for the one before goes, a lite
   * profile that has this one dissolves, and what was given for it waits in the account.
   */
  static void takeOver(Changes changes, Tenant tenant, UUID account, Identifier identifier) {
    changes.add(
        """
        with gone as (
          delete from profile where tenant = ? and lite and id <> ? and %1$s = ? returning lite_data -> '%2$s' as given)
        update profile set lite_data = nullif(
          coalesce(lite_data, '{}') - '%2$s' || coalesce((select jsonb_build_object('%2$s', given) from gone), '{}'), '{}')
        where tenant = ? and id = ? and (lite_data is not null or exists (select from gone))\
        """
            .formatted(Profiles.column(identifier), identifier.kind().field()),
        tenant.id(),
        account,
        identifier.key(),
        tenant.id(),
        account);
  }

  /**
   * Adds that the identifier was shown to be the account's: what was given for it fills the gaps of
   * the account, if that is so by then.
   */
  static void reveal(
      Changes changes, Tenant tenant, UUID account, Identifier.Kind kind, String key) {
    boolean sms = kind == Identifier.Kind.PHONE_NUMBER;
    StringBuilder sql = new StringBuilder("update profile set ");
    for (String part : PARTS) {
      sql.append(part);
      for (String source : List.of(SAID, VOUCHED)) {
        sql.append(source.equals(SAID) ? " = " : " || ")
            .append(
                "coalesce(lite_data #> '{%s,%s,%s}', '{}')".formatted(kind.field(), source, part));
      }
      sql.append(" || ").append(part).append(", ");
    }
    changes.add(
        sql.toString()
            + """
            external_id = coalesce(external_id, (select given from (select lite_data #>> '{%1$s,vouched,external_id}' as given) as its
              where not exists (select from profile other where other.tenant = profile.tenant and other.external_id = given))),
            lite_data = nullif(lite_data - '%1$s', '{}')
            where tenant = ? and id = ? and not lite and lite_data -> '%1$s' is not null and %2$s = ? and %3$s is not null\
            """
                .formatted(
                    kind.field(),
                    sms ? "phone_number" : "email_key",
                    sms ? "phone_verified_at" : "email_verified_at"),
        tenant.id(),
        account,
        key);
  }
}
