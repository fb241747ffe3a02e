package dev.latchkey.domain.profile;

import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.ProfileChange.ConsentChoice;
import dev.latchkey.domain.tenant.ConsentDefinition;
import dev.latchkey.domain.tenant.CustomField;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.json.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the profile fields of a body (contract sections 2.3 to 2.5). Faults are left with the
 * {@link Fields}.
 */
public final class ProfileParser {

  private static final List<String> NAMES =
      List.of(
          "given_name", "middle_name", "family_name", "name", "nickname", "username", "company");
  private static final List<String> URLS = List.of("profile_url", "picture");
  private static final List<String> ADDRESS_TEXTS =
      List.of(
          "title",
          "address_complement",
          "locality",
          "region",
          "postal_code",
          "country",
          "raw",
          "delivery_note",
          "recipient",
          "company",
          "phone_number");
  private static final Pattern LOCALE =
      Pattern.compile("([A-Za-z]{2,3})([-_]([A-Za-z]{4}))?([-_]([A-Za-z]{2}|[0-9]{3}))?");

  private ProfileParser() {}

  /** Of a new profile. */
  public static ProfileChange parse(Fields fields, Tenant tenant) {
    return parse(fields, tenant, Json.object());
  }

  /**
   * @param consents that the profile has by now: apps send back what they have read, whatever has
   *     become of it since
   */
  public static ProfileChange parse(Fields fields, Tenant tenant, JsonNode consents) {
    return new ProfileChange(
        email(fields),
        phoneNumber(fields, tenant),
        customIdentifier(fields),
        attributes(fields),
        customFields(fields.object("custom_fields"), tenant),
        consents(fields.object("consents"), tenant, consents));
  }

  /** The {@code email} field, or null when absent or at fault. */
  public static @Nullable Identifier email(Fields fields) {
    String text = fields.text("email", Limits.EMAIL);
    if (text == null || text.isBlank()) {
      return null;
    }
    return orFault(fields, "email", "Must be a valid email", Identifiers.email(text));
  }

  /** The {@code phone_number} field, or null when absent or at fault. */
  public static @Nullable Identifier phoneNumber(Fields fields, Tenant tenant) {
    String text = fields.text("phone_number", 64);
    if (text == null || text.isBlank()) {
      return null;
    }
    return orFault(
        fields,
        "phone_number",
        "Must be a valid phone number",
        Identifiers.phoneNumber(text, tenant.country()));
  }

  /** The {@code custom_identifier} field, or null when absent or at fault. */
  public static @Nullable Identifier customIdentifier(Fields fields) {
    String text = fields.text("custom_identifier", 80);
    if (text == null || text.isBlank()) {
      return null;
    }
    return orFault(
        fields,
        "custom_identifier",
        "Must have 4 to 80 letters, digits or . _ + - and not look like an email or phone number",
        Identifiers.custom(text));
  }

  private static @Nullable Identifier orFault(
      Fields fields, String name, String message, Optional<Identifier> identifier) {
    if (identifier.isEmpty()) {
      fields.invalid(name, message);
    }
    return identifier.orElse(null);
  }

  private static ObjectNode attributes(Fields fields) {
    ObjectNode attributes = Json.object();
    for (String name : NAMES) {
      put(attributes, fields, name, fields.text(name, Limits.NAME));
    }
    for (String name : URLS) {
      put(attributes, fields, name, url(fields, name));
    }
    put(attributes, fields, "bio", fields.longText("bio", Limits.TEXT));
    put(attributes, fields, "gender", gender(fields));
    put(attributes, fields, "birthdate", birthdate(fields));
    put(attributes, fields, "locale", locale(fields));
    put(attributes, fields, "tos_accepted_at", fields.text("tos_accepted_at", 40));
    if (fields.has("addresses")) {
      attributes.set("addresses", addresses(fields.objects("addresses")));
    } else if (fields.isNull("addresses")) {
      attributes.putNull("addresses");
    }
    return attributes;
  }

  private static void put(
      ObjectNode attributes, Fields fields, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      attributes.put(name, value);
    } else if (fields.isNull(name) || value != null) {
      attributes.putNull(name);
    }
  }

  private static @Nullable String url(Fields fields, String name) {
    String text = fields.text(name, Limits.URL);
    if (text == null || text.isEmpty()) {
      return text;
    }
    try {
      URI uri = new URI(text);
      // Only what a browser may load: "javascript:" would run in whoever shows it.
      if (uri.getHost() != null
          && ("https".equalsIgnoreCase(uri.getScheme())
              || "http".equalsIgnoreCase(uri.getScheme()))) {
        return text;
      }
    } catch (URISyntaxException e) {
      // Told below, like every other address that is none.
    }
    fields.invalid(name, "Must be a valid URL");
    return null;
  }

  private static @Nullable String gender(Fields fields) {
    String text = fields.text("gender", 10);
    if (text != null && !text.isEmpty() && !List.of("female", "male", "other").contains(text)) {
      fields.invalid("gender", "Must be female, male or other");
      return null;
    }
    return text;
  }

  private static @Nullable String birthdate(Fields fields) {
    String text = fields.text("birthdate", 10);
    return text == null || text.isEmpty() || isDate(text)
        ? text
        : fault(fields, "birthdate", "Must be a date, YYYY-MM-DD");
  }

  private static boolean isDate(String text) {
    try {
      LocalDate date = LocalDate.parse(text);
      return date.getYear() >= 1800 && date.getYear() <= 9999;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /** {@code fr}, {@code fr-FR} or {@code fr_FR}; kept with a hyphen (contract section 1.10). */
  private static @Nullable String locale(Fields fields) {
    String text = fields.text("locale", 20);
    if (text == null || text.isEmpty()) {
      return text;
    }
    Matcher matcher = LOCALE.matcher(text);
    if (!matcher.matches()) {
      return fault(fields, "locale", "Must be a locale such as fr-FR");
    }
    return Locale.forLanguageTag(text.replace('_', '-')).toLanguageTag();
  }

  private static @Nullable String fault(Fields fields, String name, String message) {
    fields.invalid(name, message);
    return null;
  }

  private static ArrayNode addresses(List<Fields> list) {
    ArrayNode addresses = Json.object().putArray("addresses");
    int claimed = -1;
    int silent = -1;
    for (Fields fields : list) {
      ObjectNode address = addresses.addObject();
      for (String name : ADDRESS_TEXTS) {
        String text = fields.text(name, Limits.NAME);
        if (text != null) {
          address.put(name, text);
        }
      }
      for (String name : List.of("title", "country")) {
        if (address.path(name).asString("x").isBlank()) {
          fields.invalid(name, "Must not be empty");
        }
      }
      String street = fields.longText("street_address", Limits.TEXT);
      if (street != null && street.isBlank()) {
        fields.invalid("street_address", "Must not be empty");
      } else if (street != null) {
        address.put("street_address", street);
      }
      String type = fields.text("address_type", 10);
      if (type != null && !type.equals("billing") && !type.equals("delivery")) {
        fields.invalid("address_type", "Must be billing or delivery");
      } else if (type != null) {
        address.put("address_type", type);
      }
      Boolean sent = fields.truth("default");
      Boolean isDefault = sent == null ? fields.truth("is_default") : sent;
      int index = addresses.size() - 1;
      if (isDefault == null) {
        silent = silent < 0 ? index : silent;
      } else if (isDefault) {
        claimed = index;
      }
      JsonNode custom = fields.node("custom_fields").orElse(null);
      String fault = custom == null ? null : CustomFieldTypes.objectFault(custom);
      if (fault != null) {
        fields.invalid("custom_fields", fault);
      } else if (custom != null) {
        address.set("custom_fields", custom);
      }
    }
    // One default at most: to set one clears those before; without a word the first is it (contract
    // section 2.3).
    int chosen = claimed < 0 ? silent : claimed;
    for (int i = 0; i < addresses.size(); i++) {
      addresses.get(i).asObject().put("default", i == chosen);
    }
    return addresses;
  }

  private static ObjectNode customFields(Fields fields, Tenant tenant) {
    ObjectNode values = Json.object();
    for (String name : fields.names()) {
      CustomField field = tenant.customField(name).orElse(null);
      if (field == null) {
        continue;
      }
      JsonNode value = fields.node(name).orElse(null);
      if (value == null) {
        values.putNull(field.path());
      } else {
        String fault = CustomFieldTypes.fault(field, value, tenant);
        if (fault == null) {
          values.set(field.path(), value);
        } else {
          fields.invalid(name, fault);
        }
      }
    }
    return values;
  }

  private static Map<String, ConsentChoice> consents(
      Fields fields, Tenant tenant, JsonNode present) {
    Map<String, ConsentChoice> choices = new LinkedHashMap<>();
    for (String key : fields.names()) {
      Optional<ConsentDefinition> definition = tenant.consent(key);
      if (!fields.has(key) || definition.isEmpty() && present.has(key)) {
        continue;
      }
      if (definition.isEmpty()) {
        fields.invalid(key, "Is not a consent that is asked for");
        continue;
      }
      Fields consent = fields.object(key);
      ConsentChoice choice = choice(consent);
      if (choice == null) {
        consent.missing("granted");
      } else if (choice.granted() && !definition.get().isActive()) {
        if (!present.path(key).path("granted").asBoolean(false)) {
          consent.invalid("granted", "The consent is archived: nobody can grant it any more");
        }
      } else {
        choices.put(key, choice);
      }
    }
    return choices;
  }

  /**
   * In either spelling of its names (contract section 1.1); null when it says neither yes nor no.
   */
  private static @Nullable ConsentChoice choice(Fields consent) {
    Boolean granted = consent.truth("granted");
    String waits =
        consent.has("waiting_double_accept") ? "waiting_double_accept" : "waitingDoubleAccept";
    boolean waiting = Boolean.TRUE.equals(consent.truth(waits));
    Fields version =
        consent.object(consent.has("consent_version") ? "consent_version" : "consentVersion");
    String id = version.text(version.has("version_id") ? "version_id" : "versionId", 10);
    String language = version.text("language", 20);
    return granted == null ? null : new ConsentChoice(granted, waiting, number(id), language);
  }

  private static @Nullable Integer number(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,9}") ? Integer.valueOf(text) : null;
  }
}
