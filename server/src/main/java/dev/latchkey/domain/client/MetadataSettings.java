package dev.latchkey.domain.client;

import dev.latchkey.domain.input.Addresses;
import dev.latchkey.domain.tenant.RegistrationPolicy;
import dev.latchkey.platform.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client's metadata as the settings that an entry of the configuration would have: from there on
 * a client that registered is one like any other.
 */
final class MetadataSettings {

  /** Those whose settings have the same name and form. */
  private static final List<String> SECURITY =
      List.of(
          "jwks",
          "jwks_uri",
          "token_endpoint_auth_signing_alg",
          "request_object_signing_alg",
          "request_uris",
          "require_pushed_authorization_requests",
          "require_signed_request_object",
          "dpop_bound_access_tokens");

  private static final List<String> LOGOUT =
      List.of(
          "post_logout_redirect_uris",
          "backchannel_logout_uri",
          "backchannel_logout_session_required",
          "frontchannel_logout_uri",
          "frontchannel_logout_session_required");

  /** Anybody can name the image of somebody else: it is the tenant's to say whether it is shown. */
  private static final List<String> ABOUT = List.of("policy_uri", "tos_uri");

  private static final List<String> ABOUT_WITH_LOGO = List.of("logo_uri", "policy_uri", "tos_uri");

  private static final List<String> OPENID =
      List.of("default_acr_values", "userinfo_signed_response_alg");

  private final ClientMetadata metadata;
  private final ObjectNode values;

  MetadataSettings(ClientMetadata metadata) {
    this.metadata = metadata;
    this.values = metadata.values();
  }

  /**
   * @param name that users read
   * @param secrets as they are kept
   */
  ObjectNode of(String id, String name, List<String> secrets, RegistrationPolicy policy) {
    ObjectNode settings = Json.object();
    settings
        .put("id", id)
        .put("name", name)
        .put("party", Client.STRANGER)
        .put("auth_method", metadata.authMethod())
        .put("pkce_enforced", policy.pkce() || isPublic())
        .put("refresh_tokens", metadata.has(ClientMetadata.REFRESH_GRANT))
        .put("sso", false)
        .put("access_token_renewal", false)
        .put("id_token_alg", values.path("id_token_signed_response_alg").asString("RS256"));
    secrets.forEach(settings.putArray("secrets")::add);
    metadata.redirectUris().forEach(settings.putArray("redirect_uris")::add);
    origins().forEach(settings.putArray("origins")::add);
    Scopes.parse(values.path("scope").asString("")).forEach(settings.putArray("scopes")::add);
    settings.set("default_scopes", settings.path("scopes").deepCopy());
    settings.set("security", same(SECURITY));
    settings.set("openid", openid());
    settings.set("logout", same(LOGOUT));
    settings.set("about", same(policy.logos() ? ABOUT_WITH_LOGO : ABOUT));
    return settings;
  }

  private boolean isPublic() {
    return metadata.authMethod().equals("none");
  }

  private ObjectNode same(List<String> members) {
    ObjectNode same = Json.object();
    members.stream()
        .filter(values::has)
        .forEach(member -> same.set(member, values.path(member).deepCopy()));
    return same;
  }

  private ObjectNode openid() {
    ObjectNode openid = same(OPENID).put("device_grant", metadata.hasDevices());
    if (values.has("default_max_age")) {
      openid.put("default_max_age", values.path("default_max_age").asLong() + "s");
    }
    return openid;
  }

  /** A public client that runs in browsers calls from the pages that it is answered at. */
  private Set<String> origins() {
    Set<String> origins = new LinkedHashSet<>();
    if (isPublic()) {
      for (String uri : metadata.redirectUris()) {
        if (Addresses.ofPage(uri).isEmpty()) {
          origins.add(Addresses.origin(uri));
        }
      }
    }
    return origins;
  }
}
