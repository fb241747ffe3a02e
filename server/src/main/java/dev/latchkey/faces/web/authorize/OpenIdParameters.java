package dev.latchkey.faces.web.authorize;

import dev.latchkey.domain.client.ClaimsRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.IdTokenHints;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters that OpenID Connect Core section 3.1.2.1 and RFC 8707 add to those of OAuth.
 *
 * @param hinted the user whom {@code id_token_hint} is of; null: none was sent, or it is refused
 * @param isHintRefused whether it is no ID token that the client got here
 * @param claims none where none were sent, or what was sent cannot be understood
 * @param acrValues in the client's order
 * @param resources as sent
 */
record OpenIdParameters(
    @Nullable String hinted,
    boolean isHintRefused,
    ClaimsRequest claims,
    boolean areClaimsRefused,
    List<String> acrValues,
    List<String> resources) {

  /** To keep over a login as they came. */
  static final List<String> KEPT = List.of("claims", "acr_values", "resource", "ui_locales");

  /** Of an ID token, in characters: it carries what the scopes allow. */
  private static final int ID_TOKEN = 8_192;

  /**
   * @param hints null where the parameters say nothing of who is there
   */
  static OpenIdParameters of(
      Tenant tenant, Client client, Fields query, @Nullable IdTokenHints hints) {
    String hint = query.text("id_token_hint", ID_TOKEN);
    String hinted =
        hint == null || hints == null
            ? null
            : hints
                .read(tenant, client, hint)
                .map(token -> token.profileId().toString())
                .orElse(null);
    Optional<JsonNode> claims = query.node("claims");
    Optional<ClaimsRequest> understood = claims.flatMap(ClaimsRequest::parse);
    return new OpenIdParameters(
        hinted,
        hint != null && hints != null && hinted == null,
        understood.orElse(ClaimsRequest.NONE),
        claims.isPresent() && understood.isEmpty(),
        List.copyOf(Scopes.parse(query.text("acr_values", Limits.NAME))),
        query.texts("resource", Limits.URL, Limits.RESOURCES));
  }

  /** Keeps whom the hint is of, and not the hint itself: it tells more. */
  void keepHint(ObjectNode kept) {
    if (hinted != null) {
      kept.set("claims", claims.about(hinted));
    }
  }

  /** As flows take it, once it has passed the rules. */
  OpenIdWish wish(Client client) {
    return OpenIdWish.of(client, hinted, claims, acrValues, resources);
  }
}
