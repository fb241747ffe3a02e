package dev.latchkey.domain.profile;

import dev.latchkey.domain.client.ClaimScopes;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.profile.ProfileDetails.LoginStats;
import dev.latchkey.domain.tenant.CustomField;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.json.Timestamps;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A profile as the wire shows it (contract section 2.2), as far as the scopes reach. */
public final class ProfileDocument {

  private static final List<String> PROFILE_ATTRIBUTES =
      List.of(
          "given_name",
          "middle_name",
          "family_name",
          "name",
          "nickname",
          "birthdate",
          "profile_url",
          "picture",
          "username",
          "gender",
          "bio",
          "company",
          "locale",
          "tos_accepted_at");

  private ProfileDocument() {}

  /** Everything the scopes allow. */
  public static ObjectNode of(ProfileDetails details, Tenant tenant, Set<String> scopes) {
    Profile profile = details.profile();
    ObjectNode json = Json.object();
    String id = profile.id().toString();
    json.put("id", id).put("uid", id).put("sub", id);
    put(json, "external_id", profile.externalId());
    put(json, "custom_identifier", profile.customIdentifier());
    if (scopes.contains(Scopes.PROFILE)) {
      personal(json, details, scopes.contains(Scopes.EMAIL));
    }
    if (scopes.contains(Scopes.EMAIL)) {
      email(json, profile);
    }
    if (scopes.contains(Scopes.PHONE) && profile.phoneNumber() != null) {
      json.put("phone_number", profile.phoneNumber())
          .put("phone_number_verified", profile.isPhoneNumberVerified());
    }
    if (scopes.contains(Scopes.ADDRESS)) {
      json.set("addresses", addresses(profile));
      ObjectNode address = addressClaim(profile);
      if (address != null) {
        json.set("address", address);
      }
    }
    ObjectNode custom = customFields(profile, tenant, scopes);
    if (!custom.isEmpty()) {
      json.set("custom_fields", custom);
    }
    if (!profile.consents().isEmpty() && scopes.contains(Scopes.PROFILE)) {
      json.set("consents", profile.consents());
    }
    json.put("has_password", details.hasPassword());
    json.put("lite_only", profile.lite());
    json.put("created_at", Timestamps.iso(profile.createdAt()));
    return json;
  }

  private static void personal(ObjectNode json, ProfileDetails details, boolean withEmail) {
    Profile profile = details.profile();
    for (String name : PROFILE_ATTRIBUTES) {
      put(json, name, profile.attribute(name));
    }
    put(json, "first_name", profile.attribute("given_name"));
    put(json, "last_name", profile.attribute("family_name"));
    put(json, "full_name", profile.attribute("name"));
    json.put("updated_at", Timestamps.iso(profile.updatedAt()));
    ArrayNode types = json.putArray("auth_types");
    if (details.hasPassword()) {
      types.add("password");
    }
    if (details.hasPasskey()) {
      types.add("webauthn");
    }
    identities(json, types, details.identities(), withEmail);
    if (details.lockedUntil() != null) {
      json.put("lockout_end_date", Timestamps.iso(details.lockedUntil()));
    }
    LoginStats stats = details.stats();
    if (stats != null) {
      json.set("login_summary", summary(stats));
      json.put("logins_count", stats.total());
      json.put("first_login", Timestamps.iso(stats.firstLogin()));
      json.put("last_login", Timestamps.iso(stats.lastLogin()));
      json.put("last_login_type", stats.lastType());
      json.put("last_login_provider", stats.lastProvider());
    }
  }

  /** What users may know of their identities at providers; never what those said of them. */
  private static void identities(
      ObjectNode json, ArrayNode types, JsonNode rows, boolean withEmail) {
    ArrayNode identities = json.putArray("identities");
    ArrayNode details = json.putArray("provider_details");
    Set<String> providers = new LinkedHashSet<>();
    for (JsonNode row : rows) {
      String provider = row.path("provider").asString();
      String created = time(row, "created_at");
      String updated = time(row, "updated_at");
      providers.add(provider);
      ObjectNode identity = identities.addObject();
      identity.put("id", row.path("id").asString()).put("provider", provider);
      identity.put("provider_variant", row.path("variant").asString());
      identity.put("user_id", row.path("subject").asString());
      put(identity, "username", row.path("username").stringValueOpt().orElse(null));
      identity.put("created_at", created).put("updated_at", updated);
      ObjectNode detail = details.addObject().put("name", provider);
      detail.put("id", row.path("subject").asString());
      put(detail, "email", !withEmail ? null : row.path("email").stringValueOpt().orElse(null));
      detail.put("first_login", created).put("last_login", updated);
    }
    json.set("social_identities", identities.deepCopy());
    ArrayNode names = json.putArray("providers");
    providers.forEach(names::add);
    providers.forEach(types::add);
  }

  private static String time(JsonNode row, String name) {
    return Timestamps.iso(OffsetDateTime.parse(row.path(name).asString()).toInstant());
  }

  private static ObjectNode summary(LoginStats stats) {
    ObjectNode summary =
        Json.object()
            .put("first_login", stats.firstLogin().toEpochMilli())
            .put("last_login", stats.lastLogin().toEpochMilli())
            .put("total", stats.total())
            .put("last_provider", stats.lastProvider());
    stats.origins().forEach(summary.putArray("origins")::add);
    stats.devices().forEach(summary.putArray("devices")::add);
    return summary;
  }

  private static void email(ObjectNode json, Profile profile) {
    ObjectNode emails = json.putObject("emails");
    ArrayNode verified = emails.putArray("verified");
    ArrayNode unverified = emails.putArray("unverified");
    if (profile.email() != null) {
      json.put("email", profile.email()).put("email_verified", profile.isEmailVerified());
      (profile.isEmailVerified() ? verified : unverified).add(profile.email());
    }
  }

  private static ArrayNode addresses(Profile profile) {
    ArrayNode shown = Json.object().putArray("addresses");
    for (JsonNode address : profile.attributes().path("addresses")) {
      ObjectNode copy = address.deepCopy().asObject();
      copy.put("is_default", copy.path("default").asBoolean(false));
      shown.add(copy);
    }
    return shown;
  }

  /** All that the profile itself holds, for systems of the operator's. */
  public static ObjectNode whole(Profile profile) {
    ObjectNode json = Json.object().put("id", profile.id().toString());
    put(json, "external_id", profile.externalId());
    put(json, "custom_identifier", profile.customIdentifier());
    for (String name : PROFILE_ATTRIBUTES) {
      put(json, name, profile.attribute(name));
    }
    email(json, profile);
    if (profile.phoneNumber() != null) {
      json.put("phone_number", profile.phoneNumber())
          .put("phone_number_verified", profile.isPhoneNumberVerified());
    }
    json.set("addresses", addresses(profile));
    json.set("custom_fields", profile.customFields());
    json.set("consents", profile.consents());
    return json.put("lite_only", profile.lite())
        .put("created_at", Timestamps.iso(profile.createdAt()))
        .put("updated_at", Timestamps.iso(profile.updatedAt()));
  }

  /** The custom fields that the scopes let a client read. */
  public static ObjectNode customFields(Profile profile, Tenant tenant, Set<String> scopes) {
    ObjectNode shown = Json.object();
    profile
        .customFields()
        .forEachEntry((path, value) ->
            tenant
                .customField(path)
                .filter(field -> mayRead(field, scopes))
                .ifPresent(field -> shown.set(path, value)));
    return shown;
  }

  private static boolean mayRead(CustomField field, Set<String> scopes) {
    String write = field.scope();
    String read = field.readScope();
    if (write == null && read == null) {
      return scopes.contains(Scopes.PROFILE);
    }
    return write != null && scopes.contains(write) || read != null && scopes.contains(read);
  }

  /** Whether the scopes let a client write the custom field. */
  public static boolean mayWrite(CustomField field, Set<String> scopes) {
    String write = field.scope();
    return write == null ? field.readScope() == null : scopes.contains(write);
  }

  /** Standard claims by their names, those that there are (OpenID Connect Core section 5.1). */
  public static ObjectNode claims(
      Profile profile, Tenant tenant, Client client, List<String> names) {
    ObjectNode named = Json.object();
    if (!names.isEmpty()) {
      ObjectNode all = claims(profile, tenant, client, ClaimScopes.of(names));
      names.forEach(name -> {
        if (all.has(name)) {
          named.set(name, all.get(name));
        }
      });
    }
    return named;
  }

  /**
   * The claims of an ID token: as the vendor's clients know them (contract section 1.13.1); for a
   * client of another party those of OpenID Connect Core section 5.1 to the letter, without the
   * names that the user has in the operator's own systems.
   */
  public static ObjectNode claims(
      Profile profile, Tenant tenant, Client client, Set<String> scopes) {
    ObjectNode claims = idTokenClaims(profile, tenant, scopes);
    if (!client.isFirstParty()) {
      claims.remove(List.of("external_id", "custom_identifier"));
      if (claims.has("updated_at")) {
        claims.put("updated_at", profile.updatedAt().getEpochSecond());
      }
    }
    return claims;
  }

  /** As the operator's own clients have them. */
  public static ObjectNode idTokenClaims(Profile profile, Tenant tenant, Set<String> scopes) {
    ObjectNode claims = Json.object();
    put(claims, "external_id", profile.externalId());
    put(claims, "custom_identifier", profile.customIdentifier());
    if (scopes.contains(Scopes.PROFILE)) {
      for (String name :
          List.of(
              "name",
              "given_name",
              "family_name",
              "middle_name",
              "nickname",
              "picture",
              "gender",
              "birthdate",
              "locale")) {
        put(claims, name, profile.attribute(name));
      }
      put(claims, "preferred_username", profile.attribute("username"));
      put(claims, "profile", profile.attribute("profile_url"));
      claims.put("updated_at", Timestamps.iso(profile.updatedAt()));
    }
    if (scopes.contains(Scopes.EMAIL) && profile.email() != null) {
      claims.put("email", profile.email()).put("email_verified", profile.isEmailVerified());
    }
    if (scopes.contains(Scopes.PHONE) && profile.phoneNumber() != null) {
      claims
          .put("phone_number", profile.phoneNumber())
          .put("phone_number_verified", profile.isPhoneNumberVerified());
    }
    if (scopes.contains(Scopes.ADDRESS)) {
      ObjectNode address = addressClaim(profile);
      if (address != null) {
        claims.set("address", address);
      }
    }
    ObjectNode custom = customFields(profile, tenant, scopes);
    if (!custom.isEmpty()) {
      claims.set("custom_fields", custom);
    }
    return claims;
  }

  /** The default address as OpenID Connect Core section 5.1.1 has it. */
  private static @Nullable ObjectNode addressClaim(Profile profile) {
    for (JsonNode address : profile.attributes().path("addresses")) {
      if (address.path("default").asBoolean(false)) {
        ObjectNode claim = Json.object();
        StringBuilder formatted = new StringBuilder();
        for (String name :
            List.of("street_address", "locality", "region", "postal_code", "country")) {
          String value = address.path(name).asString("");
          if (!value.isEmpty()) {
            claim.put(name, value);
            formatted.append(formatted.isEmpty() ? "" : "\n").append(value);
          }
        }
        return claim.isEmpty() ? null : claim.put("formatted", formatted.toString());
      }
    }
    return null;
  }

  /** Whether that field of the first level is named; see {@link #select}. */
  public static boolean names(@Nullable String fields, String field) {
    return fields != null
        && Stream.of(fields.split(",", -1))
            .anyMatch(name -> snakeCase(name.replaceAll("[{}.].*", "").strip()).equals(field));
  }

  /**
   * The named fields only. Names may be dotted and in camelCase (contract section 8.1); unknown
   * ones are ignored.
   *
   * @param fields comma-separated; null or blank: everything
   */
  public static ObjectNode select(ObjectNode document, @Nullable String fields) {
    if (fields == null || fields.isBlank()) {
      return document;
    }
    ObjectNode selected = Json.object();
    for (String field : fields.split(",", -1)) {
      // "social_identities{id,provider}" asks for the object; what is in it is not cut.
      String path = field.replaceAll("[{}].*", "").strip();
      if (!path.isEmpty()) {
        copy(document, selected, path.split("\\.", -1), 0);
      }
    }
    return selected;
  }

  private static void copy(ObjectNode from, ObjectNode to, String[] path, int depth) {
    String name = path[depth];
    String key = from.has(name) ? name : snakeCase(name);
    JsonNode value = from.get(key);
    if (value == null) {
      return;
    }
    if (depth == path.length - 1 || !(value instanceof ObjectNode object)) {
      to.set(key, value);
      return;
    }
    ObjectNode inner = to.get(key) instanceof ObjectNode present ? present : to.putObject(key);
    copy(object, inner, path, depth + 1);
  }

  /**
   * Structured custom fields flattened to {@code parent.child} keys (contract section 8.1, {@code
   * flatcf}).
   */
  public static void flattenCustomFields(ObjectNode document) {
    if (document.get("custom_fields") instanceof ObjectNode fields) {
      ObjectNode flat = Json.object();
      flatten(fields, "", flat);
      document.set("custom_fields", flat);
    }
  }

  private static void flatten(ObjectNode from, String prefix, ObjectNode to) {
    for (Map.Entry<String, JsonNode> entry : from.properties()) {
      if (entry.getValue() instanceof ObjectNode object) {
        flatten(object, prefix + entry.getKey() + ".", to);
      } else {
        to.set(prefix + entry.getKey(), entry.getValue());
      }
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
