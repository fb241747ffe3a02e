package dev.latchkey.domain.tenant;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of the profile that the operator added (contract section 3.3).
 *
 * @param path the name on the wire, snake_case
 * @param names label by language
 * @param dataType {@code number}, {@code integer}, {@code decimal}, {@code string}, {@code date},
 *     {@code checkbox}, {@code select}, {@code tags}, {@code object}, {@code phone} or {@code
 *     email}
 * @param scope that lets a client read and write it; null: every client with {@code profile} and
 *     {@code full_write}
 * @param readScope that lets a client read it
 */
public record CustomField(
    String path,
    String name,
    Map<String, String> names,
    String dataType,
    List<Choice> values,
    @Nullable String scope,
    @Nullable String readScope) {

  /** One of the values of a {@code select} or {@code tags} field. */
  public record Choice(String value, String label, Map<String, String> labels) {}

  /**
   * Whether a client means this field: older widgets write {@code loyaltyCard} for {@code
   * loyalty_card} (web SDK contract 13.3).
   */
  boolean matches(String name) {
    return path.equals(name) || path.equals(snakeCase(name));
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
