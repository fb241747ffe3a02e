package dev.latchkey.faces.pages;

import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.ConsentDefinition;
import dev.latchkey.domain.tenant.CustomField;
import dev.latchkey.domain.tenant.PagesSettings;
import dev.latchkey.platform.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a sign-up: those of the tenant's {@code pages.signup_fields}, and its consents.
 * What is typed becomes what the Identity API takes.
 */
final class SignupForm {

  private static final String CUSTOM = "custom_fields.";
  private static final String CONSENT = "consents.";

  private final Visit visit;
  private final PagesSettings settings;

  SignupForm(Visit visit) {
    this.visit = visit;
    this.settings = Objects.requireNonNull(visit.tenant().pages());
  }

  List<Field> fields(@Nullable String hint) {
    List<Field> fields = new ArrayList<>();
    for (String entry : settings.signupFields()) {
      String name = name(entry);
      Field field = name.startsWith(CUSTOM) ? custom(name) : standard(name);
      String sent = sent(name);
      boolean hinted =
          hint != null && name.equals(hint.indexOf('@') < 0 ? "phone_number" : "email");
      field = field.withValue(sent == null && hinted ? hint : sent);
      fields.add(entry.endsWith("?") ? field.optional() : field);
    }
    for (ConsentDefinition consent : consents()) {
      title(consent)
          .ifPresent(title -> {
            String name = CONSENT + consent.key();
            fields.add(Field.of(name, "checkbox", title, "off").withValue(sent(name)).optional());
          });
    }
    return fields;
  }

  private @Nullable String sent(String name) {
    return visit.form().text(name, Limits.NAME);
  }

  private static String name(String entry) {
    return entry.endsWith("?") ? entry.substring(0, entry.length() - 1) : entry;
  }

  private Field standard(String name) {
    return switch (name) {
      case "email" -> Field.of(name, "email", visit.text("email"), "email");
      case "phone_number" -> Field.of(name, "tel", visit.text("phoneNumber"), "tel");
      case "given_name" -> Field.of(name, "text", visit.text("givenName"), "given-name");
      case "family_name" -> Field.of(name, "text", visit.text("familyName"), "family-name");
      case "birthdate" -> Field.of(name, "date", visit.text("birthdate"), "bday");
      case "custom_identifier" ->
          Field.of(name, "text", visit.text("customIdentifier"), "username");
      case "gender" ->
          Field.choice(
              name,
              visit.text("gender"),
              List.of(
                  new Field.Option("female", visit.text("genders.female")),
                  new Field.Option("male", visit.text("genders.male")),
                  new Field.Option("other", visit.text("genders.other"))));
      default -> throw new IllegalArgumentException("No field " + name);
    };
  }

  private Field custom(String name) {
    CustomField field = definition(name);
    String label = field.names().getOrDefault(visit.language(), field.name());
    return switch (field.dataType()) {
      case "select" ->
          Field.choice(
              name,
              label,
              field.values().stream()
                  .map(choice ->
                      new Field.Option(
                          choice.value(),
                          choice.labels().getOrDefault(visit.language(), choice.label())))
                  .toList());
      case "checkbox" -> Field.of(name, "checkbox", label, "off").optional();
      case "date" -> Field.of(name, "date", label, "off");
      case "email" -> Field.of(name, "email", label, "off");
      case "phone" -> Field.of(name, "tel", label, "off");
      case "integer" -> Field.of(name, "text", label, "off").withInputmode("numeric");
      case "number", "decimal" -> Field.of(name, "text", label, "off").withInputmode("decimal");
      default -> Field.of(name, "text", label, "off");
    };
  }

  private CustomField definition(String name) {
    return visit
        .tenant()
        .customField(name.substring(CUSTOM.length()))
        .orElseThrow(() -> new IllegalArgumentException("No field " + name));
  }

  private List<ConsentDefinition> consents() {
    return visit.tenant().consents().stream().filter(ConsentDefinition::isActive).toList();
  }

  private Optional<String> title(ConsentDefinition consent) {
    return consent.current(visit.language()).map(ConsentDefinition.Version::title);
  }

  /** What was typed, as {@code data} of a sign-up (contract section 5.1). */
  ObjectNode data() {
    ObjectNode data = Json.object();
    for (String entry : settings.signupFields()) {
      String name = name(entry);
      String text = sent(name);
      if (name.startsWith(CUSTOM)) {
        put(data.withObject("/custom_fields"), definition(name), text);
      } else if (text != null && !text.isBlank()) {
        data.put(name, text);
      } else if (!entry.endsWith("?")) {
        visit.form().missing(name);
      }
    }
    for (ConsentDefinition consent : consents()) {
      consent
          .current(visit.language())
          .ifPresent(version -> {
            ObjectNode choice = data.withObject("/consents").putObject(consent.key());
            choice.put("granted", sent(CONSENT + consent.key()) != null);
            choice
                .putObject("consent_version")
                .put("version_id", version.versionId())
                .put("language", version.language());
          });
    }
    return data;
  }

  private void put(ObjectNode values, CustomField field, @Nullable String text) {
    switch (field.dataType()) {
      case "checkbox" -> values.put(field.path(), text != null);
      case "integer", "number", "decimal" -> {
        if (text != null && !text.isBlank()) {
          number(values, field.path(), text.strip());
        }
      }
      default -> {
        if (text != null && !text.isBlank()) {
          values.put(field.path(), text);
        }
      }
    }
  }

  /** What is no number stays as it is: the rules of the field tell. */
  private static void number(ObjectNode values, String path, String text) {
    try {
      BigDecimal number = new BigDecimal(text.replace(',', '.'));
      if (number.scale() <= 0 && number.precision() < 18) {
        values.put(path, number.longValueExact());
      } else {
        values.put(path, number);
      }
    } catch (NumberFormatException | ArithmeticException e) {
      values.put(path, text);
    }
  }
}
