package dev.latchkey.domain.client;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which scope stands for which claim (OpenID Connect Core section 5.4): who asks for a claim by its
 * name gets no more than by the scope.
 */
public final class ClaimScopes {

  private static final Map<String, String> SCOPES =
      Stream.of(
              of(Scopes.EMAIL, "email", "email_verified"),
              of(Scopes.PHONE, "phone_number", "phone_number_verified"),
              of(Scopes.ADDRESS, "address"),
              of(
                  Scopes.PROFILE,
                  "name",
                  "given_name",
                  "family_name",
                  "middle_name",
                  "nickname",
                  "preferred_username",
                  "profile",
                  "picture",
                  "gender",
                  "birthdate",
                  "locale",
                  "updated_at"))
          .flatMap(entries -> entries.entrySet().stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private ClaimScopes() {}

  private static Map<String, String> of(String scope, String... claims) {
    return Stream.of(claims).collect(Collectors.toMap(claim -> claim, claim -> scope));
  }

  /** Those of the names that the client may ask for; the others mean nothing here. */
  static List<String> allowed(Client client, Collection<String> claims) {
    return claims.stream()
        .filter(SCOPES::containsKey)
        .filter(claim -> Scopes.mayKeep(client, SCOPES.getOrDefault(claim, "")))
        .sorted()
        .toList();
  }

  /** The scopes that reach as far as these claims. */
  public static Set<String> of(Collection<String> claims) {
    return claims.stream()
        .filter(SCOPES::containsKey)
        .map(claim -> SCOPES.getOrDefault(claim, ""))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
