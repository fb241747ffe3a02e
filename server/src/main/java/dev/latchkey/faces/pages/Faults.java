package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What went wrong with a form: above it, and beside each field that is at fault. */
record Faults(@Nullable Alert alert, List<Alert.Fault> ofFields) {

  static final Faults NONE = new Faults(null, List.of());

  static Faults of(Visit visit, @Nullable ApiException e) {
    if (e == null) {
      return NONE;
    }
    List<Alert.Fault> faults = new ArrayList<>();
    for (FieldError detail : e.details()) {
      faults.add(new Alert.Fault(detail.field(), visit.text(key(detail))));
    }
    String field = field(e.error());
    if (field != null) {
      faults.add(new Alert.Fault(field, visit.text(e)));
    }
    return new Faults(
        new Alert(
            false,
            e.details().isEmpty() ? visit.text(e) : visit.text("error.validation"),
            e.details().isEmpty() ? List.of() : List.copyOf(faults)),
        faults);
  }

  /** The field that an error of a flow is about. */
  private static @Nullable String field(ApiError error) {
    return switch (error) {
      case PASSWORD_TOO_WEAK, PASSWORD_BREACHED, PASSWORD_POLICY, SAME_PASSWORD -> "password";
      case EMAIL_ALREADY_EXISTS -> "email";
      case PHONE_NUMBER_ALREADY_EXISTS -> "phone_number";
      case CUSTOM_IDENTIFIER_ALREADY_EXISTS -> "custom_identifier";
      case INVALID_VERIFICATION_CODE -> "code";
      default -> null;
    };
  }

  private static String key(FieldError detail) {
    if (detail.field().startsWith("captcha_")) {
      return "error.captcha.failed";
    }
    if (detail.equals(FieldError.missing(detail.field()))) {
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

  Field on(Field field) {
    return field.withError(of(field.name()));
  }

  /** What is wrong with that field; null: nothing. */
  @Nullable String of(String field) {
    return ofFields.stream()
        .filter(candidate -> candidate.field().equals(field))
        .map(Alert.Fault::text)
        .findFirst()
        .orElse(null);
  }
}
