package dev.latchkey.domain.client;

import dev.latchkey.platform.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a client asks for beyond scopes: of whom, how surely logged in, which claims, for which
 * resources. Kept with the code and the grant, so that every token says what was agreed on.
 * Immutable.
 *
 * @param subject the only user that the answer may be about (OpenID Connect Core sections 3.1.2.1
 *     and 5.5.1); null: any
 * @param acrValues the client's order of preference, with names that this server does not have;
 *     empty: any
 * @param acrEssential whether anything else is no answer (OpenID Connect Core section 5.5.1.1)
 * @param idTokenClaims claims of the ID token beside those of the scopes
 * @param userinfoClaims claims of userinfo, likewise
 * @param resources that access tokens are for (RFC 8707); empty: this server
 */
public record OpenIdWish(
    @Nullable String subject,
    List<String> acrValues,
    boolean acrEssential,
    List<String> idTokenClaims,
    List<String> userinfoClaims,
    List<String> resources) {

  public static final OpenIdWish NONE =
      new OpenIdWish(null, List.of(), false, List.of(), List.of(), List.of());

  /**
   * What is asked for in an authorize request; {@code claims} counts where it says something of
   * {@code acr}, {@code acr_values} otherwise, and what is registered for the client where neither
   * does.
   *
   * @param hinted the user that an {@code id_token_hint} is of; null: there is none
   */
  public static OpenIdWish of(
      Client client,
      @Nullable String hinted,
      ClaimsRequest claims,
      List<String> acrValues,
      List<String> resources) {
    ClaimsRequest.Claim acr = claims.acr();
    List<String> asked =
        !acr.values().isEmpty()
            ? acr.values()
            : acrValues.isEmpty() ? client.openid().defaultAcrValues() : acrValues;
    return new OpenIdWish(
        hinted == null ? claims.subjects().stream().findFirst().orElse(null) : hinted,
        asked,
        acr.essential() && !acr.values().isEmpty(),
        ClaimScopes.allowed(client, claims.idToken().keySet()),
        ClaimScopes.allowed(client, claims.userinfo().keySet()),
        resources);
  }

  /** What {@link #kept} wrote. */
  public static OpenIdWish of(@Nullable JsonNode kept) {
    return kept == null || kept.isNull() ? NONE : Json.read(kept, OpenIdWish.class);
  }

  /** For a column: null when nothing is wished for. */
  public @Nullable JsonNode kept() {
    return equals(NONE) ? null : Json.tree(this);
  }

  public OpenIdWish withResources(List<String> fewer) {
    return new OpenIdWish(subject, acrValues, acrEssential, idTokenClaims, userinfoClaims, fewer);
  }

  /** The scopes together with those that the claims asked for by name belong to. */
  public Set<String> reach(Set<String> scopes) {
    Set<String> reach = new LinkedHashSet<>(scopes);
    reach.addAll(ClaimScopes.of(idTokenClaims));
    reach.addAll(ClaimScopes.of(userinfoClaims));
    return reach;
  }

  public boolean isFor(UUID profileId) {
    return subject == null || subject.equals(profileId.toString());
  }

  /** Whether a login that was that sure is what the client prefers to have. */
  public boolean isMetBy(Acr reached) {
    return acrValues.isEmpty() || acrValues.stream().anyMatch(name -> meets(reached, name));
  }

  /** Whether a second factor beside what was shown is what the client prefers to have. */
  public boolean wantsMoreThan(Acr reached) {
    return !isMetBy(reached) && isMetBy(Acr.AAL2);
  }

  /**
   * The {@code acr} of tokens: what was reached, but one of the names that the client asked for
   * where it takes no other (OpenID Connect Core section 5.5.1.1).
   */
  public String acr(Acr reached) {
    return acrEssential
        ? acrValues.stream()
            .filter(name -> meets(reached, name))
            .findFirst()
            .orElse(reached.wireName())
        : reached.wireName();
  }

  private static boolean meets(Acr reached, String name) {
    return Acr.named(name).filter(reached::meets).isPresent();
  }
}
