package dev.latchkey.domain.client;

import dev.latchkey.platform.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameter {@code claims} of an authorize request (OpenID Connect Core section 5.5). Members
 * and claims that are not understood are passed over, as the section says.
 *
 * @param userinfo by name
 * @param idToken by name
 */
public record ClaimsRequest(Map<String, Claim> userinfo, Map<String, Claim> idToken) {

  /**
   * One claim.
   *
   * @param values the only ones that are wanted, as texts; empty: any
   */
  public record Claim(boolean essential, List<String> values) {

    static final Claim ANY = new Claim(false, List.of());
  }

  public static final ClaimsRequest NONE = new ClaimsRequest(Map.of(), Map.of());

  private static final int MOST = 50;
  private static final int LONGEST = 4_000;

  /**
   * Of the parameter, a text or its JSON itself: empty when it is no such request, is longer than
   * 4000 characters or has more than 50 of anything.
   */
  public static Optional<ClaimsRequest> parse(JsonNode parameter) {
    try {
      JsonNode json = parameter.isString() ? Json.read(parameter.asString()) : parameter;
      return json instanceof ObjectNode request && Json.text(request).length() <= LONGEST
          ? members(request, "userinfo")
              .flatMap(userinfo ->
                  members(request, "id_token").map(idToken -> new ClaimsRequest(userinfo, idToken)))
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** As JSON, about that user alone. */
  public ObjectNode about(String subject) {
    Map<String, Claim> ofSubject = new LinkedHashMap<>(idToken);
    ofSubject.put("sub", new Claim(true, List.of(subject)));
    return Json.tree(new ClaimsRequest(userinfo, ofSubject)).asObject();
  }

  private static Optional<Map<String, Claim>> members(ObjectNode request, String name) {
    JsonNode member = request.path(name);
    if (member.isMissingNode() || member.isNull()) {
      return Optional.of(Map.of());
    }
    if (!member.isObject() || member.size() > MOST) {
      return Optional.empty();
    }
    Map<String, Claim> claims = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : member.properties()) {
      Claim claim = claim(field.getValue());
      if (claim == null) {
        return Optional.empty();
      }
      claims.put(field.getKey(), claim);
    }
    return Optional.of(Map.copyOf(claims));
  }

  /** Null when it is none. */
  private static @Nullable Claim claim(JsonNode wish) {
    if (wish.isNull()) {
      return Claim.ANY;
    }
    JsonNode essential = wish.path("essential");
    JsonNode value = wish.path("value");
    JsonNode values = wish.path("values");
    boolean understood =
        wish.isObject()
            && (essential.isMissingNode() || essential.isBoolean())
            && (values.isMissingNode() || values.isArray() && values.size() <= MOST);
    if (!understood) {
      return null;
    }
    List<String> wanted =
        values.isArray()
            ? values.valueStream().map(ClaimsRequest::text).toList()
            : value.isMissingNode() ? List.of() : List.of(text(value));
    return new Claim(essential.asBoolean(false), wanted);
  }

  /** A value that is a text or number as such, any other as its JSON. */
  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asString() : Json.text(value);
  }

  /** The users that it names as {@code sub}, in either place (section 5.5.1). */
  public List<String> subjects() {
    return List.of(userinfo, idToken).stream()
        .flatMap(claims -> claims.getOrDefault("sub", Claim.ANY).values().stream())
        .distinct()
        .toList();
  }

  /** What it says of {@code acr}: a claim of the ID token alone (section 5.5.1.1). */
  Claim acr() {
    return idToken.getOrDefault("acr", Claim.ANY);
  }
}
