package dev.latchkey.acceptance.fuzz;

import dev.latchkey.testkit.AccessClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Good requests of the Access API: its bodies nest, and who asks is said by a key. */
final class AccessMaterial {

  /** Most of what any of its bodies has. */
  private static final List<String> NAMES =
      List.of(
          "email",
          "password",
          "oldPassword",
          "newPassword",
          "verificationCode",
          "nonce",
          "inviteCode",
          "identity",
          "rootUser",
          "company",
          "profileId",
          "ipAddress",
          "baseCurrency",
          "name",
          "surname",
          "mobile",
          "dateOfBirth",
          "tag",
          "limit",
          "offset");

  private final Material material;

  AccessMaterial(Material material) {
    this.material = material;
  }

  static boolean isOf(String pattern) {
    return pattern.startsWith("/multi/") || pattern.startsWith("/simulate/");
  }

  /** A body of which most is what the route asks for: it takes what it knows of all of it. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    NAMES.forEach(name -> fields.put(name, value(name)));
    return fields;
  }

  private Object value(String name) {
    return switch (name) {
      case "email" -> material.value("email");
      case "password", "oldPassword", "newPassword" -> AccessClient.password(AccessClient.PASSWORD);
      case "verificationCode", "nonce", "inviteCode" -> material.value("verification_code");
      case "identity" -> Map.of("type", "CONSUMER", "id", material.known("number"));
      case "rootUser" -> {
        Map<String, Object> root =
            new LinkedHashMap<>(Map.of("name", "Nadia", "surname", "Okafor"));
        root.put("email", material.value("email"));
        root.put("mobile", value("mobile"));
        root.put("dateOfBirth", value("dateOfBirth"));
        root.put("companyPosition", "DIRECTOR");
        yield root;
      }
      case "company" -> Map.of("name", "Imports", "type", "LLC", "registrationCountry", "GB");
      case "mobile" -> AccessClient.mobile(String.valueOf(material.value("phone_number")));
      case "dateOfBirth" -> Map.of("year", 1990, "month", 2, "day", 3);
      case "profileId" -> "1001";
      case "ipAddress" -> "192.0.2.44";
      case "baseCurrency" -> "EUR";
      case "limit" -> 10;
      case "offset" -> 0;
      default -> "anything";
    };
  }

  /** Good for the part of a path that stands in braces. */
  String pathValue(String name) {
    return name.equals("channel") ? "SMS" : String.valueOf(material.known("number"));
  }

  /** Whose request it is. */
  List<String> headers(boolean again) {
    List<String> headers = new ArrayList<>();
    headers.add("api-key: " + AccessClient.KEY + 0);
    headers.add("programme-key: " + AccessClient.KEY + 0);
    headers.add("Authorization: Bearer " + material.known("access"));
    if (again) {
      headers.add("idempotency-ref: again");
    }
    return headers;
  }
}
