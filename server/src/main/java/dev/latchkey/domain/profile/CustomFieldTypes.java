package dev.latchkey.domain.profile;

import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.CustomField;
import dev.latchkey.domain.tenant.Tenant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whether a value fits the data type of a custom field (contract section 3.3). */
final class CustomFieldTypes {

  private static final String NOT_PLAIN =
      "Must not contain control characters or numbers out of range";

  private CustomFieldTypes() {}

  /** What is wrong with the value, or null. */
  static @Nullable String fault(CustomField field, JsonNode value, Tenant tenant) {
    if (!Fields.isPlain(value)) {
      return NOT_PLAIN;
    }
    return switch (field.dataType()) {
      case "number", "decimal" -> value.isNumber() ? null : "Must be a number";
      case "integer" -> value.isIntegralNumber() ? null : "Must be a whole number";
      case "checkbox" -> value.isBoolean() ? null : "Must be true or false";
      case "date" ->
          value.isString() && isDate(value.asString()) ? null : "Must be a date, YYYY-MM-DD";
      case "email" ->
          value.isString() && Identifiers.email(value.asString()).isPresent()
              ? null
              : "Must be a valid email";
      case "phone" ->
          value.isString()
                  && Identifiers.phoneNumber(value.asString(), tenant.country()).isPresent()
              ? null
              : "Must be a valid phone number";
      case "select" -> isChoice(field, value) ? null : "Must be one of the field's values";
      case "tags" -> areTags(field, value) ? null : "Must be a list of the field's values";
      case "object" -> objectFault(value);
      default ->
          value.isString() && value.asString().length() <= Limits.TEXT
              ? null
              : "Must be a text of at most " + Limits.TEXT + " characters";
    };
  }

  /** What is wrong with fields that nobody declared, or null. */
  static @Nullable String objectFault(JsonNode value) {
    if (!Fields.isPlain(value)) {
      return NOT_PLAIN;
    }
    return value.isObject() && value.toString().length() <= Limits.TEXT
        ? null
        : "Must be an object of at most " + Limits.TEXT + " characters";
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static boolean isChoice(CustomField field, JsonNode value) {
    return value.isString()
        && field.values().stream().anyMatch(choice -> choice.value().equals(value.asString()));
  }

  private static boolean areTags(CustomField field, JsonNode value) {
    if (!value.isArray() || value.size() > Limits.LIST) {
      return false;
    }
    for (JsonNode tag : value) {
      if (!tag.isString()
          || tag.asString().length() > Limits.NAME
          || !field.values().isEmpty() && !isChoice(field, tag)) {
        return false;
      }
    }
    return true;
  }
}
