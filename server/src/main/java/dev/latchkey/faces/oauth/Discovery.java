package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.Acr;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientAuthenticator;
import dev.latchkey.domain.client.ClientKeys;
import dev.latchkey.domain.client.ClientMetadata;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.dpop.DpopProofs;
import dev.latchkey.domain.key.SigningKeys;
import dev.latchkey.domain.tenant.RegistrationPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.faces.web.authorize.Rules;
import dev.latchkey.flows.device.StartDevice;
import dev.latchkey.flows.grants.DeviceCodeGrant;
import dev.latchkey.platform.http.Handler;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.i18n.Languages;
import dev.latchkey.platform.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Metadata and keys (OpenID Connect Discovery 1.0, RFC 8414, RFC 7517; contract sections 3.1 and
 * 3.2): public, the same for everybody, so the bytes are kept ready. Announces only what is built.
 */
public final class Discovery {

  private final Tenants tenants;
  private final Clients clients;
  private final SigningKeys keys;
  private final Map<String, Response> metadata = new ConcurrentHashMap<>();

  public Discovery(Tenants tenants, Clients clients, SigningKeys keys) {
    this.tenants = tenants;
    this.clients = clients;
    this.keys = keys;
  }

  public void on(Router router) {
    Handler configuration =
        perTenant(tenant -> metadata.computeIfAbsent(tenant.id(), id -> document(tenant)));
    router.get("/.well-known/openid-configuration", configuration);
    router.get("/.well-known/oauth-authorization-server", configuration);
    router.get("/jwks.json", perTenant(tenant -> open(keys.jwks(tenant), "max-age=300")));
  }

  private Handler perTenant(Function<Tenant, Response> answer) {
    return (Request request) ->
        tenants.byHost(request.host()).map(answer).orElseGet(() -> Response.empty(404));
  }

  private static Response open(byte[] json, String cacheControl) {
    return Response.json(200, json)
        .with("Cache-Control", cacheControl)
        .with("Access-Control-Allow-Origin", "*");
  }

  private Response document(Tenant tenant) {
    String base = tenant.publicUrl();
    Collection<Client> all = clients.of(tenant.id());
    boolean implicit = all.stream().anyMatch(client -> client.legacy().implicit());
    boolean password = all.stream().anyMatch(client -> client.legacy().passwordGrant());
    ObjectNode json = Json.object();
    json.put("issuer", tenant.issuer());
    json.put("authorization_endpoint", base + "/oauth/authorize");
    json.put("token_endpoint", base + "/oauth/token");
    json.put("userinfo_endpoint", base + "/identity/v1/userinfo");
    json.put("jwks_uri", base + "/jwks.json");
    json.put("revocation_endpoint", base + "/oauth/revoke");
    json.put("introspection_endpoint", base + "/oauth/introspect");
    boolean pages = tenant.pages() != null;
    json.put("end_session_endpoint", base + (pages ? "/oauth/logout" : "/identity/v1/logout"));
    json.put("backchannel_logout_supported", true);
    json.put("backchannel_logout_session_supported", true);
    json.put("frontchannel_logout_supported", pages);
    json.put("frontchannel_logout_session_supported", pages);
    json.put("pushed_authorization_request_endpoint", base + "/oauth/par");
    list(json, "response_types_supported", implicit ? Rules.RESPONSE_TYPES : List.of("code"));
    list(
        json, "response_modes_supported", List.of("query", "fragment", "form_post", "web_message"));
    boolean devices = hasDevices(tenant, all);
    if (devices) {
      json.put("device_authorization_endpoint", base + DeviceAuthorizationEndpoint.PATH);
    }
    list(json, "grant_types_supported", grantTypes(implicit, password, devices));
    list(json, "subject_types_supported", List.of("public"));
    TreeSet<String> idTokens = new TreeSet<>(all.stream().map(Discovery::idTokenAlg).toList());
    TreeSet<String> userinfo =
        all.stream()
            .map(client -> client.openid().userinfoSignedResponseAlg())
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new));
    registration(json, tenant, idTokens, userinfo);
    list(json, "id_token_signing_alg_values_supported", idTokens);
    if (!userinfo.isEmpty()) {
      list(json, "userinfo_signing_alg_values_supported", userinfo);
    }
    TreeSet<String> scopes = new TreeSet<>(Scopes.STANDARD);
    all.forEach(client -> scopes.addAll(client.scopes()));
    Set<String> open =
        tenant.registration() == null ? Set.of() : Set.copyOf(tenant.registration().scopes());
    scopes.addAll(open);
    scopes.removeIf(scope ->
        !open.contains(scope) && all.stream().noneMatch(client -> Scopes.mayKeep(client, scope)));
    list(json, "scopes_supported", scopes);
    authentication(json, "token_endpoint", true);
    authentication(json, "revocation_endpoint", true);
    authentication(json, "introspection_endpoint", false);
    list(json, "request_object_signing_alg_values_supported", ClientKeys.ALGORITHMS);
    list(json, "dpop_signing_alg_values_supported", DpopProofs.ALGORITHMS);
    list(json, "code_challenge_methods_supported", List.of("S256"));
    list(json, "claims_supported", CLAIMS);
    list(json, "ui_locales_supported", Languages.CATALOGUES);
    json.put("authorization_response_iss_parameter_supported", true);
    json.put("claims_parameter_supported", true);
    list(json, "acr_values_supported", Acr.NAMES);
    list(json, "prompt_values_supported", prompts(tenant));
    json.put("request_parameter_supported", true);
    json.put("request_uri_parameter_supported", true);
    json.put("require_request_uri_registration", true);
    json.put("require_pushed_authorization_requests", false);
    return open(Json.write(json), "max-age=3600");
  }

  private static final List<String> CLAIMS =
      List.of(
          "iss",
          "sub",
          "aud",
          "exp",
          "iat",
          "auth_time",
          "nonce",
          "at_hash",
          "amr",
          "acr",
          "azp",
          "sid",
          "auth_type",
          "name",
          "given_name",
          "family_name",
          "middle_name",
          "nickname",
          "preferred_username",
          "profile",
          "picture",
          "email",
          "email_verified",
          "gender",
          "birthdate",
          "locale",
          "phone_number",
          "phone_number_verified",
          "address",
          "updated_at",
          "external_id",
          "custom_identifier",
          "custom_fields",
          "new_user");

  /** {@code create} needs a page to sign up on (Initiating User Registration section 4). */
  private static Set<String> prompts(Tenant tenant) {
    Set<String> prompts = new TreeSet<>(Rules.PROMPTS);
    if (tenant.pages() == null || !tenant.signup().enabled()) {
      prompts.remove("create");
    }
    return prompts;
  }

  /** RFC 7591 section 3, and the draft of metadata documents section 5. */
  private static void registration(
      ObjectNode json, Tenant tenant, Set<String> idTokens, Set<String> userinfo) {
    RegistrationPolicy policy = tenant.registration();
    if (policy != null) {
      idTokens.addAll(ClientMetadata.TOKEN_ALGORITHMS);
      userinfo.addAll(ClientMetadata.TOKEN_ALGORITHMS);
      if (policy.hasEndpoint()) {
        json.put("registration_endpoint", tenant.publicUrl() + RegistrationEndpoint.PATH);
      }
      json.put("client_id_metadata_document_supported", policy.clientIdDocuments());
    }
  }

  private static String idTokenAlg(Client client) {
    return client.legacy().hs256IdToken() ? "HS256" : client.idTokenAlg();
  }

  /** Where a client may have devices let in, or may register one that may (RFC 8628 section 4). */
  private static boolean hasDevices(Tenant tenant, Collection<Client> all) {
    return tenant.pages() != null && tenant.registration() != null
        || all.stream().anyMatch(client -> StartDevice.isOffered(tenant, client));
  }

  private static List<String> grantTypes(boolean implicit, boolean password, boolean devices) {
    List<String> types =
        new ArrayList<>(List.of("authorization_code", "refresh_token", "client_credentials"));
    if (implicit) {
      types.add("implicit");
    }
    if (password) {
      types.add("password");
    }
    if (devices) {
      types.add(DeviceCodeGrant.TYPE);
    }
    return types;
  }

  /** How clients authenticate there (RFC 8414 section 2). */
  private static void authentication(ObjectNode json, String endpoint, boolean alsoPublic) {
    List<String> methods = new ArrayList<>(ClientAuthenticator.METHODS);
    if (alsoPublic) {
      methods.addFirst("none");
    }
    list(json, endpoint + "_auth_methods_supported", methods);
    List<String> algorithms = new ArrayList<>(ClientKeys.ALGORITHMS);
    algorithms.add("HS256");
    list(json, endpoint + "_auth_signing_alg_values_supported", algorithms);
  }

  private static void list(ObjectNode json, String name, Collection<String> values) {
    values.forEach(json.putArray(name)::add);
  }
}
