package dev.latchkey.faces.web.authorize;

import dev.latchkey.domain.client.ClaimsRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.IdTokenHints;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters that OpenID Connect Core section 3.1.2.1 and RFC 8707 add to those of OAuth.
 *
 * @param hint the claims of {@code id_token_hint}; empty when it is none of ours, null: none was
 *     sent
 * @param claims empty when they cannot be understood, null: none were sent
 * @param acrValues in the client's order
 * @param resources as sent
 * @param forPage what is for the page that the user sees
 */
record OpenIdParameters(
    @Nullable Optional<ObjectNode> hint,
    @Nullable Optional<ClaimsRequest> claims,
    List<String> acrValues,
    List<String> resources,
    Map<String, String> forPage) {

  /** To keep over a login as they came. */
  static final List<String> KEPT = List.of("claims", "acr_values", "resource", "ui_locales");

  /** What a login page can make something of. */
  private static final List<String> FOR_PAGE =
      List.of("login_hint", "ui_locales", "display", "prompt", "acr_values");

  /** Of an ID token, in characters: it carries what the scopes allow. */
  private static final int ID_TOKEN = 8_192;

  private static final int MOST_RESOURCES = 10;

  /**
   * @param hints null where the parameters say nothing of who is there
   */
  static OpenIdParameters of(
      Tenant tenant, Client client, Fields query, @Nullable IdTokenHints hints) {
    String hint = hints == null ? null : query.text("id_token_hint", ID_TOKEN);
    Optional<JsonNode> claims = query.node("claims");
    Map<String, String> forPage = new LinkedHashMap<>();
    for (String name : FOR_PAGE) {
      String value = query.text(name, Limits.NAME);
      if (value != null) {
        forPage.put(name, value);
      }
    }
    return new OpenIdParameters(
        hint == null || hints == null ? null : hints.read(tenant, client, hint),
        claims.isEmpty() ? null : claims.flatMap(ClaimsRequest::parse),
        List.copyOf(Scopes.parse(query.text("acr_values", Limits.NAME))),
        query.texts("resource", Limits.URL, MOST_RESOURCES),
        forPage);
  }

  boolean isHintRefused() {
    return hint != null && hint.isEmpty();
  }

  boolean areClaimsRefused() {
    return claims != null && claims.isEmpty();
  }

  /** The user that the hint is of; null when there is none. */
  @Nullable String hinted() {
    return hint == null ? null : hint.map(token -> token.path("sub").asString("")).orElse(null);
  }

  /** Keeps whom the hint is of, and not the hint itself: it tells more. */
  void keepHint(ObjectNode kept) {
    String subject = hinted();
    if (subject != null) {
      kept.set("claims", understood().about(subject));
    }
  }

  ClaimsRequest understood() {
    return claims == null ? ClaimsRequest.NONE : claims.orElse(ClaimsRequest.NONE);
  }

  /** As flows take it, once it has passed the rules. */
  OpenIdWish wish(Client client) {
    return OpenIdWish.of(client, hinted(), understood(), acrValues, resources);
  }
}
