package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.faces.pages.Alert;
import dev.latchkey.faces.pages.Field;
import dev.latchkey.faces.pages.Visit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What went wrong with a form: above it, and beside each field that is at fault. */
record Faults(@Nullable Alert alert, Map<String, String> byField) {

  static final Faults NONE = new Faults(null, Map.of());

  /**
   * @param field that the error is about where it does not say so itself
   */
  static Faults of(Visit visit, ApiException e, String field) {
    Map<String, String> byField = new LinkedHashMap<>();
    for (FieldError detail : e.details()) {
      byField.putIfAbsent(detail.field(), visit.text(key(detail)));
    }
    String text = visit.text(e);
    if (byField.isEmpty() && !field.isEmpty()) {
      byField.put(field, text);
    }
    List<Alert.Fault> faults = new ArrayList<>();
    byField.forEach((name, said) -> faults.add(new Alert.Fault(name, said)));
    String above = e.details().isEmpty() ? text : visit.text("error.validation");
    return new Faults(new Alert(false, above, e.details().isEmpty() ? List.of() : faults), byField);
  }

  private static String key(FieldError detail) {
    if (detail.field().startsWith("captcha_")) {
      return "error.captcha.failed";
    }
    if (detail.code().equals("missing")) {
      return "validation.required";
    }
    return switch (detail.field()) {
      case "email" -> "validation.email";
      case "phone_number" -> "validation.phone";
      default -> "error.validation";
    };
  }

  Field on(Field field) {
    return field.withError(byField.get(field.name()));
  }

  @Nullable String of(String name) {
    return byField.get(name);
  }
}
