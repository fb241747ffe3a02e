package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.json.Json;
import org.jspecify.annotations.Nullable;

/** What a user typed into the one field for whatever names them. */
final class Typed {

  static final String FIELD = "identifier";

  private Typed() {}

  static @Nullable String text(Visit visit) {
    return visit.form().text(FIELD, Limits.NAME);
  }

  /**
   * An address when it has an at sign, a number when it reads as one, else a custom identifier.
   *
   * @throws ApiException {@code VALIDATION} of {@link #FIELD}
   */
  static Identifier any(Visit visit) {
    return identifier(visit, visit.tenant().loginTypes().customIdentifier());
  }

  /** As above, where a message is sent to: an address or a number. */
  static Identifier reachable(Visit visit) {
    return identifier(visit, false);
  }

  private static Identifier identifier(Visit visit, boolean custom) {
    String text = text(visit);
    if (text == null || text.isBlank()) {
      throw ApiException.validation(FieldError.missing(FIELD));
    }
    Identifier found = find(text, visit.tenant(), custom);
    if (found == null) {
      throw ApiException.validation(FieldError.invalid(FIELD, "Names nobody"));
    }
    return found;
  }

  private static @Nullable Identifier find(String text, Tenant tenant, boolean custom) {
    if (text.indexOf('@') >= 0) {
      return ProfileParser.email(field("email", text));
    }
    Identifier number = ProfileParser.phoneNumber(field("phone_number", text), tenant);
    return number == null && custom
        ? ProfileParser.customIdentifier(field("custom_identifier", text))
        : number;
  }

  private static Fields field(String name, String text) {
    return Fields.of(Json.object().put(name, text));
  }

  /** Whether the fault is one of the form, to be told beside its fields. */
  static boolean isFaultOfForm(ApiException e) {
    return e.error() == ApiError.VALIDATION && !e.details().isEmpty();
  }
}
