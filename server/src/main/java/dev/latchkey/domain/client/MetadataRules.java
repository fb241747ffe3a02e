package dev.latchkey.domain.client;

import static dev.latchkey.domain.client.SentMetadata.invalid;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.input.Addresses;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.RegistrationPolicy;
import dev.latchkey.domain.tenant.Tenant;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The check table of client metadata: one member after the other, the first fault ends it. Used by
 * one thread, once.
 */
final class MetadataRules {

  /** How a registered client may authenticate: its secret is kept as a hash, so not by HMAC. */
  private static final List<String> AUTH_METHODS =
      List.of("none", "client_secret_basic", "client_secret_post", ClientAssertions.BY_KEY);

  private static final int MOST_KEYS = 20;

  /** In seconds: what the configuration has as most. */
  private static final int OLDEST_LOGIN = 365 * 24 * 60 * 60;

  /** Kept to be told back, and shown to people where a page has a use for them. */
  private static final List<String> TEXTS = List.of("software_id", "software_version");

  private static final List<String> PAGES =
      List.of("client_uri", "logo_uri", "policy_uri", "tos_uri");

  private final SentMetadata sent;
  private final Tenant tenant;
  private final RegistrationPolicy policy;

  /** As far as it is checked. */
  private final ClientMetadata metadata;

  MetadataRules(SentMetadata sent, Tenant tenant, RegistrationPolicy policy) {
    this.sent = sent;
    this.tenant = tenant;
    this.policy = policy;
    this.metadata = new ClientMetadata(sent.kept());
  }

  ClientMetadata run() {
    sent.keepText("client_name", 100);
    sent.keepChoice("application_type", "web", List.of("web", "native"));
    grants();
    redirectUris();
    sent.keepChoice("token_endpoint_auth_method", "client_secret_basic", AUTH_METHODS);
    scope();
    keys();
    sent.keepChoiceIfSent("token_endpoint_auth_signing_alg", ClientKeys.ALGORITHMS);
    sent.keepChoiceIfSent("request_object_signing_alg", ClientKeys.ALGORITHMS);
    sent.keepChoice("id_token_signed_response_alg", "RS256", ClientMetadata.TOKEN_ALGORITHMS);
    sent.keepChoiceIfSent("userinfo_signed_response_alg", ClientMetadata.TOKEN_ALGORITHMS);
    loginAge();
    acrValues();
    sent.keepChoice("subject_type", "public", List.of("public"));
    sent.keepPage("sector_identifier_uri");
    sent.keepTruth("require_pushed_authorization_requests");
    sent.keepTruth("require_signed_request_object");
    sent.keepTruth("dpop_bound_access_tokens");
    sent.keepPages("request_uris");
    logout();
    PAGES.forEach(sent::keepPage);
    sent.keepIfAny("contacts", sent.list("contacts", 10, Limits.NAME));
    TEXTS.forEach(member -> sent.keepText(member, Limits.NAME));
    return metadata;
  }

  /** RFC 7591 section 2.1: the two lists go together. */
  private void grants() {
    List<String> grants = sent.list("grant_types", 10, Limits.NAME);
    if (grants.isEmpty()) {
      grants = List.of(ClientMetadata.CODE_GRANT);
    }
    // Without our pages there is nowhere to let a device in.
    List<String> known =
        tenant.pages() == null
            ? List.of(ClientMetadata.CODE_GRANT, ClientMetadata.REFRESH_GRANT)
            : List.of(
                ClientMetadata.CODE_GRANT,
                ClientMetadata.DEVICE_GRANT,
                ClientMetadata.REFRESH_GRANT);
    if (!known.containsAll(grants)
        || grants.stream().allMatch(ClientMetadata.REFRESH_GRANT::equals)) {
      throw invalid(
          "grant_types",
          "Must be of "
              + String.join(", ", known)
              + ", and not only what goes on with another one");
    }
    sent.keep("grant_types", grants);
    List<String> needed = metadata.has(ClientMetadata.CODE_GRANT) ? List.of("code") : List.of();
    List<String> types = sent.list("response_types", 10, Limits.NAME);
    if (!types.isEmpty() && !types.equals(needed)) {
      throw invalid("response_types", "Must be code with authorization_code, and else be empty");
    }
    sent.keep("response_types", needed);
  }

  /** RFC 7591 section 2 and 5; RFC 8252 sections 7 and 8.4 for those of apps. */
  private void redirectUris() {
    List<String> uris = sent.addresses("redirect_uris");
    if (uris.isEmpty() && !metadata.has(ClientMetadata.CODE_GRANT)) {
      return;
    }
    if (uris.isEmpty()) {
      throw ApiError.INVALID_REDIRECT_URI.exception(FieldError.missing("redirect_uris"));
    }
    for (String uri : uris) {
      redirectFault(uri)
          .ifPresent(fault -> {
            throw ApiError.INVALID_REDIRECT_URI.exception(
                FieldError.invalid("redirect_uris", fault));
          });
    }
    sent.keep("redirect_uris", uris);
  }

  private Optional<String> redirectFault(String uri) {
    Optional<String> fault = Addresses.ofRedirect(uri).map(SentMetadata::sentence);
    if (fault.isPresent()) {
      return fault;
    }
    String scheme = URI.create(uri).getScheme().toLowerCase(Locale.ROOT);
    if (scheme.equals("https") || scheme.equals("http")) {
      return Optional.empty();
    }
    if (!metadata.values().path("application_type").asString("").equals("native")) {
      return Optional.of("Only a client of application_type native may have a scheme of its own");
    }
    return scheme.indexOf('.') < 0
        ? Optional.of("A scheme of an app must be a domain name in reverse (RFC 8252)")
        : Optional.empty();
  }

  /** What it may not have is left away (RFC 7591 section 2); it is told what it got. */
  private void scope() {
    Set<String> scopes = Scopes.parse(sent.text("scope", Limits.SCOPE));
    boolean asksForAny = !scopes.isEmpty();
    scopes.retainAll(policy.scopes());
    if (asksForAny && scopes.isEmpty()) {
      throw invalid("scope", "Holds nothing that a registered client may have");
    }
    if (!asksForAny) {
      scopes.addAll(policy.scopes());
    }
    if (!metadata.has(ClientMetadata.REFRESH_GRANT)) {
      scopes.remove(Scopes.OFFLINE_ACCESS);
    }
    sent.kept().put("scope", Scopes.join(scopes));
  }

  private void keys() {
    JsonNode jwks = sent.member("jwks");
    sent.keepPage("jwks_uri");
    boolean hasUri = sent.kept().has("jwks_uri");
    if (jwks != null && hasUri) {
      throw invalid("jwks", "Must not stand beside jwks_uri");
    }
    if (jwks != null) {
      if (!jwks.isObject() || jwks.path("keys").size() > MOST_KEYS || !ClientKeys.arePublic(jwks)) {
        throw invalid("jwks", "Must be a JSON Web Key Set of public keys");
      }
      sent.kept().putObject("jwks").set("keys", jwks.path("keys").deepCopy());
    }
    if (metadata.authMethod().equals(ClientAssertions.BY_KEY) && jwks == null && !hasUri) {
      throw invalid("jwks_uri", "Is needed for private_key_jwt");
    }
  }

  /** The claim auth_time is always there, so that require_auth_time asks for nothing more. */
  private void loginAge() {
    JsonNode age = sent.member("default_max_age");
    if (age != null) {
      if (!age.isIntegralNumber() || age.asLong(-1) < 1 || age.asLong(-1) > OLDEST_LOGIN) {
        throw invalid("default_max_age", "Must be seconds, at most " + OLDEST_LOGIN);
      }
      sent.kept().set("default_max_age", age);
    }
    sent.keepTruth("require_auth_time");
  }

  /** Those that this server does not have are left away (RFC 7591 section 2). */
  private void acrValues() {
    List<String> known = new ArrayList<>(sent.list("default_acr_values", 10, Limits.NAME));
    known.retainAll(Acr.NAMES);
    sent.keepIfAny("default_acr_values", known);
  }

  /**
   * RP-Initiated Logout 1.0 section 3.1, Back-Channel Logout 1.0 section 2.2, Front-Channel Logout
   * 1.0 section 2: whose frames are on a page of ours, and ignored where there is none.
   */
  private void logout() {
    List<String> pages = sent.addresses("post_logout_redirect_uris");
    for (String page : pages) {
      redirectFault(page)
          .ifPresent(fault -> {
            throw invalid("post_logout_redirect_uris", fault);
          });
    }
    sent.keepIfAny("post_logout_redirect_uris", pages);
    sent.keepEndpoint("backchannel_logout_uri");
    sent.keepTruth("backchannel_logout_session_required");
    if (tenant.pages() != null) {
      sent.keepEndpoint("frontchannel_logout_uri");
      String frame = metadata.values().path("frontchannel_logout_uri").asString("");
      if (!frame.isEmpty() && !Addresses.isOfOrigins(frame, metadata.redirectUris())) {
        throw invalid("frontchannel_logout_uri", "Must be of the origin of a redirect URI");
      }
      sent.keepTruth("frontchannel_logout_session_required");
    }
  }
}
