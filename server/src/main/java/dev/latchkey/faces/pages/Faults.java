package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What went wrong with a form: above it, and beside each field that is at fault. */
public record Faults(@Nullable Alert alert, Map<String, String> byField) {

  public static final Faults NONE = new Faults(null, Map.of());

  /**
   * @param e null: nothing
   */
  static Faults of(Visit visit, @Nullable ApiException e) {
    return e == null ? NONE : of(visit, e, field(e.error()));
  }

  /**
   * @param field that the error is about where it does not say so itself; empty: none
   */
  public static Faults of(Visit visit, ApiException e, String field) {
    if (e.details().isEmpty()) {
      String text = visit.text(e);
      return new Faults(Alert.bad(text), field.isEmpty() ? Map.of() : Map.of(field, text));
    }
    Map<String, String> byField = new LinkedHashMap<>();
    e.details().forEach(at -> byField.putIfAbsent(at.field(), visit.text(key(at))));
    List<Alert.Fault> faults =
        byField.entrySet().stream()
            .map(fault -> new Alert.Fault(fault.getKey(), fault.getValue()))
            .toList();
    return new Faults(new Alert(false, visit.text("error.validation"), faults), byField);
  }

  /** The field that an error of a flow is about; empty: none. */
  private static String field(ApiError error) {
    return switch (error) {
      case PASSWORD_TOO_WEAK, PASSWORD_BREACHED, PASSWORD_POLICY, SAME_PASSWORD -> "password";
      case EMAIL_ALREADY_EXISTS -> "email";
      case PHONE_NUMBER_ALREADY_EXISTS -> "phone_number";
      case CUSTOM_IDENTIFIER_ALREADY_EXISTS -> "custom_identifier";
      case INVALID_VERIFICATION_CODE -> "code";
      default -> "";
    };
  }

  private static String key(FieldError detail) {
    if (detail.field().startsWith("captcha_")) {
      return "error.captcha.failed";
    }
    if (detail.code().equals("missing")) {
      return "validation.required";
    }
    return switch (detail.field()) {
      case "identifier" -> "validation.identifier";
      case "email" -> "validation.email";
      case "phone_number" -> "validation.phone";
      case "birthdate" -> "validation.date";
      default -> "error.validation";
    };
  }

  public Field on(Field field) {
    return field.withError(of(field.name()));
  }

  /** What is wrong with that field; null: nothing. */
  public @Nullable String of(String field) {
    return byField.get(field);
  }
}
