package dev.latchkey.faces.identity;

import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.profile.ProfileParser;
import dev.latchkey.domain.tenant.Tenant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one of {@code email}, {@code phone_number} and {@code custom_identifier} that names a user.
 */
final class IdentifierFields {

  private static final List<String> NAMES = List.of("email", "phone_number", "custom_identifier");

  private IdentifierFields() {}

  /**
   * Checks all fields of the body on the way, so that all faults are told at once.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code VALIDATION}; also when several are given
   */
  static Identifier exactlyOne(Fields fields, Tenant tenant) {
    NAMES.stream()
        .filter(fields::has)
        .skip(1)
        .forEach(name -> fields.invalid(name, "Only one of " + String.join(", ", NAMES)));
    Identifier found =
        Stream.of(
                ProfileParser.email(fields),
                ProfileParser.phoneNumber(fields, tenant),
                ProfileParser.customIdentifier(fields))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    if (found == null && NAMES.stream().noneMatch(name -> isFilled(fields, name))) {
      fields.missing("email");
    }
    fields.check();
    return Objects.requireNonNull(found, "faults were checked");
  }

  /** The one of {@code email} and {@code phone_number} that a message goes to; checks as above. */
  static Identifier reachable(Fields fields, Tenant tenant) {
    if (isFilled(fields, "email") && isFilled(fields, "phone_number")) {
      fields.invalid("phone_number", "Only one of email, phone_number");
    }
    Identifier email = ProfileParser.email(fields);
    Identifier found = email == null ? ProfileParser.phoneNumber(fields, tenant) : email;
    if (found == null && !isFilled(fields, "email") && !isFilled(fields, "phone_number")) {
      fields.missing("email");
    }
    fields.check();
    return Objects.requireNonNull(found, "faults were checked");
  }

  /** As {@link #reachable}; null when neither is given. */
  static @Nullable Identifier reachableIfAny(Fields fields, Tenant tenant) {
    if (isFilled(fields, "email") || isFilled(fields, "phone_number")) {
      return reachable(fields, tenant);
    }
    fields.check();
    return null;
  }

  /** The {@code email} that must be there; checks as above. */
  static Identifier email(Fields fields) {
    return required(fields, "email", ProfileParser.email(fields));
  }

  /** The {@code phone_number} that must be there; checks as above. */
  static Identifier phoneNumber(Fields fields, Tenant tenant) {
    return required(fields, "phone_number", ProfileParser.phoneNumber(fields, tenant));
  }

  private static Identifier required(Fields fields, String name, @Nullable Identifier found) {
    if (found == null && !isFilled(fields, name)) {
      fields.missing(name);
    }
    fields.check();
    return Objects.requireNonNull(found, "faults were checked");
  }

  private static boolean isFilled(Fields fields, String name) {
    return fields.node(name).filter(node -> !node.asString("x").isBlank()).isPresent();
  }
}
