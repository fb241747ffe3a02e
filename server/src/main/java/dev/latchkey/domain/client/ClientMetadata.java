package dev.latchkey.domain.client;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.input.Addresses;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.RegistrationPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.json.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client says of itself when it registers (RFC 7591 section 2, OpenID Connect Registration
 * section 2): checked, completed, and without what this server does not know (section 2 of the RFC:
 * such values are ignored). The names on the wire are the names here.
 *
 * @param values as they are kept and told back
 */
public record ClientMetadata(ObjectNode values) {

  /** How a registered client may authenticate: its secret is kept as a hash, so not by HMAC. */
  public static final List<String> AUTH_METHODS =
      List.of("none", "client_secret_basic", "client_secret_post", ClientAssertions.BY_KEY);

  /** What may sign what it is told of users. */
  public static final List<String> TOKEN_ALGORITHMS = List.of("RS256", "ES256", "PS256", "EdDSA");

  private static final String CODE_GRANT = "authorization_code";
  private static final String REFRESH_GRANT = "refresh_token";
  private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
  private static final int MOST_ADDRESSES = 20;
  private static final int MOST_KEYS = 20;

  /** In seconds: what the configuration has as most. */
  private static final int OLDEST_LOGIN = 365 * 24 * 60 * 60;

  /** Kept to be told back, and shown to people where a page has a use for them. */
  private static final List<String> TEXTS = List.of("software_id", "software_version");

  private static final List<String> PAGES =
      List.of("client_uri", "logo_uri", "policy_uri", "tos_uri");

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

  /**
   * Reads what a client sent.
   *
   * @throws ApiException {@code INVALID_REDIRECT_URI}, {@code INVALID_CLIENT_METADATA}, each with
   *     the member it is about
   */
  public static ClientMetadata read(Fields sent, Tenant tenant, RegistrationPolicy policy) {
    return new Reader(sent, tenant, policy).read();
  }

  public String authMethod() {
    return values.path("token_endpoint_auth_method").asString("");
  }

  public boolean hasSecret() {
    return authMethod().startsWith("client_secret_");
  }

  public List<String> redirectUris() {
    return texts(values.path("redirect_uris"));
  }

  /** Every address that a browser or this server goes to on the client's word. */
  Stream<String> ownAddresses() {
    return Stream.of(
            values.path("redirect_uris").valueStream(),
            values.path("post_logout_redirect_uris").valueStream(),
            Stream.of(
                values.path("backchannel_logout_uri"), values.path("frontchannel_logout_uri")))
        .flatMap(Function.identity())
        .map(uri -> uri.asString(""))
        .filter(uri -> !uri.isEmpty());
  }

  /** Whether devices of it may be let in, which have no address to be answered at (RFC 8628). */
  boolean hasDevices() {
    return texts(values.path("grant_types")).contains(DEVICE_GRANT);
  }

  /**
   * The client as an entry of the configuration would have it.
   *
   * @param name that users read
   * @param secrets as they are kept
   */
  ObjectNode settings(String id, String name, List<String> secrets, RegistrationPolicy policy) {
    ObjectNode settings = Json.object();
    settings
        .put("id", id)
        .put("name", name)
        .put("party", Client.STRANGER)
        .put("auth_method", authMethod())
        .put("pkce_enforced", policy.pkce() || authMethod().equals("none"))
        .put("refresh_tokens", texts(values.path("grant_types")).contains(REFRESH_GRANT))
        .put("sso", false)
        .put("access_token_renewal", false)
        .put("id_token_alg", values.path("id_token_signed_response_alg").asString("RS256"));
    secrets.forEach(settings.putArray("secrets")::add);
    redirectUris().forEach(settings.putArray("redirect_uris")::add);
    origins().forEach(settings.putArray("origins")::add);
    Scopes.parse(values.path("scope").asString("")).forEach(settings.putArray("scopes")::add);
    settings.set("default_scopes", settings.path("scopes").deepCopy());
    settings.set("security", sent(SECURITY));
    settings.set("openid", openid());
    settings.set("logout", sent(LOGOUT));
    return settings;
  }

  private ObjectNode sent(List<String> members) {
    ObjectNode sent = Json.object();
    members.stream()
        .filter(values::has)
        .forEach(member -> sent.set(member, values.path(member).deepCopy()));
    return sent;
  }

  private ObjectNode openid() {
    ObjectNode openid = Json.object().put("device_grant", hasDevices());
    if (values.has("default_max_age")) {
      openid.put("default_max_age", values.path("default_max_age").asLong() + "s");
    }
    for (String member : List.of("default_acr_values", "userinfo_signed_response_alg")) {
      if (values.has(member)) {
        openid.set(member, values.path(member).deepCopy());
      }
    }
    return openid;
  }

  /** A public client that runs in browsers calls from the pages that it is answered at. */
  private Set<String> origins() {
    Set<String> origins = new LinkedHashSet<>();
    if (authMethod().equals("none")) {
      for (String uri : redirectUris()) {
        if (Addresses.ofPage(uri).isEmpty()) {
          origins.add(Addresses.origin(uri));
        }
      }
    }
    return origins;
  }

  /**
   * What users read: what the client calls itself, and where it is at home, which it cannot lie on.
   *
   * @param home null: nowhere that anybody has shown
   */
  String displayName(String id, @Nullable String home) {
    String name = values.path("client_name").asString("");
    if (home == null) {
      return name.isEmpty() ? id : name;
    }
    return name.isEmpty() ? home : name + " (" + home + ")";
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(one -> one.asString("")).toList();
  }

  /** The check table: one member after the other, the first fault ends it. */
  private static final class Reader {

    private final Fields sent;
    private final Tenant tenant;
    private final RegistrationPolicy policy;
    private final ObjectNode values = Json.object();

    Reader(Fields sent, Tenant tenant, RegistrationPolicy policy) {
      this.sent = sent;
      this.tenant = tenant;
      this.policy = policy;
    }

    ClientMetadata read() {
      name();
      choice("application_type", "web", List.of("web", "native"));
      grants();
      redirectUris();
      choice("token_endpoint_auth_method", "client_secret_basic", AUTH_METHODS);
      scope();
      keys();
      choiceIfSent("token_endpoint_auth_signing_alg", ClientKeys.ALGORITHMS);
      choiceIfSent("request_object_signing_alg", ClientKeys.ALGORITHMS);
      choice("id_token_signed_response_alg", "RS256", TOKEN_ALGORITHMS);
      choiceIfSent("userinfo_signed_response_alg", TOKEN_ALGORITHMS);
      loginAge();
      acrValues();
      choice("subject_type", "public", List.of("public"));
      page("sector_identifier_uri");
      truth("require_pushed_authorization_requests");
      truth("require_signed_request_object");
      truth("dpop_bound_access_tokens");
      addresses("request_uris");
      logout();
      PAGES.forEach(this::page);
      contacts();
      TEXTS.forEach(member -> text(member, Limits.NAME));
      return new ClientMetadata(values);
    }

    private void name() {
      text("client_name", 100);
    }

    /** RFC 7591 section 2 and 5; RFC 8252 sections 7 and 8.4 for those of apps. */
    private void redirectUris() {
      List<String> uris = list("redirect_uris", MOST_ADDRESSES, Limits.URL);
      if (uris.isEmpty() && !hasCodes()) {
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
      set("redirect_uris", uris);
    }

    private Optional<String> redirectFault(String uri) {
      Optional<String> fault =
          Addresses.ofRedirect(uri).map(Addresses.Fault::message).map(Reader::sentence);
      if (fault.isPresent()) {
        return fault;
      }
      String scheme = URI.create(uri).getScheme().toLowerCase(Locale.ROOT);
      if (scheme.equals("https") || scheme.equals("http")) {
        return Optional.empty();
      }
      if (!values.path("application_type").asString("").equals("native")) {
        return Optional.of("Only a client of application_type native may have a scheme of its own");
      }
      return scheme.indexOf('.') < 0
          ? Optional.of("A scheme of an app must be a domain name in reverse (RFC 8252)")
          : Optional.empty();
    }

    /**
     * RP-Initiated Logout 1.0 section 3.1, Back-Channel Logout 1.0 section 2.2, Front-Channel
     * Logout 1.0 section 2: whose frames are on a page of ours, and ignored where there is none.
     */
    private void logout() {
      List<String> pages = list("post_logout_redirect_uris", MOST_ADDRESSES, Limits.URL);
      for (String page : pages) {
        redirectFault(page)
            .ifPresent(fault -> {
              throw invalid("post_logout_redirect_uris", fault);
            });
      }
      if (!pages.isEmpty()) {
        set("post_logout_redirect_uris", pages);
      }
      endpoint("backchannel_logout_uri");
      truth("backchannel_logout_session_required");
      if (tenant.pages() != null) {
        endpoint("frontchannel_logout_uri");
        String frame = values.path("frontchannel_logout_uri").asString("");
        if (!frame.isEmpty()
            && !Addresses.isOfOrigins(frame, texts(values.path("redirect_uris")))) {
          throw invalid("frontchannel_logout_uri", "Must be of the origin of a redirect URI");
        }
        truth("frontchannel_logout_session_required");
      }
    }

    /** An address that is called, or shown, as it stands. */
    private void endpoint(String member) {
      page(member);
      String uri = values.path(member).asString("");
      if (!uri.isEmpty()) {
        Addresses.ofRedirect(uri)
            .ifPresent(fault -> {
              throw invalid(member, sentence(fault.message()));
            });
      }
    }

    /** RFC 7591 section 2.1: the two lists go together. */
    private void grants() {
      List<String> grants = list("grant_types", 10, Limits.NAME);
      if (grants.isEmpty()) {
        grants = List.of(CODE_GRANT);
      }
      // Without our pages there is nowhere to let a device in.
      List<String> known =
          tenant.pages() == null
              ? List.of(CODE_GRANT, REFRESH_GRANT)
              : List.of(CODE_GRANT, DEVICE_GRANT, REFRESH_GRANT);
      if (!known.containsAll(grants) || grants.stream().allMatch(REFRESH_GRANT::equals)) {
        throw invalid(
            "grant_types",
            "Must be of "
                + String.join(", ", known)
                + ", and not only what goes on with another one");
      }
      set("grant_types", grants);
      List<String> needed = hasCodes() ? List.of("code") : List.of();
      List<String> types = list("response_types", 10, Limits.NAME);
      if (!types.isEmpty() && !types.equals(needed)) {
        throw invalid("response_types", "Must be code with authorization_code, and else be empty");
      }
      set("response_types", needed);
    }

    private boolean hasCodes() {
      return texts(values.path("grant_types")).contains(CODE_GRANT);
    }

    /** What it may not have is left away (RFC 7591 section 2); it is told what it got. */
    private void scope() {
      Set<String> scopes = Scopes.parse(textOr("scope", Limits.SCOPE, ""));
      boolean asksForAny = !scopes.isEmpty();
      scopes.retainAll(policy.scopes());
      if (asksForAny && scopes.isEmpty()) {
        throw invalid("scope", "Holds nothing that a registered client may have");
      }
      if (!asksForAny) {
        scopes.addAll(policy.scopes());
      }
      if (!texts(values.path("grant_types")).contains(REFRESH_GRANT)) {
        scopes.remove(Scopes.OFFLINE_ACCESS);
      }
      values.put("scope", Scopes.join(scopes));
    }

    private void keys() {
      JsonNode jwks = member("jwks");
      page("jwks_uri");
      if (jwks != null && values.has("jwks_uri")) {
        throw invalid("jwks", "Must not stand beside jwks_uri");
      }
      if (jwks != null) {
        if (!jwks.isObject()
            || jwks.path("keys").size() > MOST_KEYS
            || !ClientKeys.arePublic(jwks)) {
          throw invalid("jwks", "Must be a JSON Web Key Set of public keys");
        }
        values.putObject("jwks").set("keys", jwks.path("keys").deepCopy());
      }
      boolean signs =
          values.path("token_endpoint_auth_method").asString("").equals(ClientAssertions.BY_KEY);
      if (signs && jwks == null && !values.has("jwks_uri")) {
        throw invalid("jwks_uri", "Is needed for private_key_jwt");
      }
    }

    /** The claim auth_time is always there, so that require_auth_time asks for nothing more. */
    private void loginAge() {
      JsonNode age = member("default_max_age");
      if (age != null) {
        if (!age.isIntegralNumber() || age.asLong(-1) < 1 || age.asLong(-1) > OLDEST_LOGIN) {
          throw invalid("default_max_age", "Must be seconds, at most " + OLDEST_LOGIN);
        }
        values.set("default_max_age", age);
      }
      truth("require_auth_time");
    }

    /** Those that this server does not have are left away (RFC 7591 section 2). */
    private void acrValues() {
      List<String> known = new ArrayList<>(list("default_acr_values", 10, Limits.NAME));
      known.retainAll(Acr.NAMES);
      if (!known.isEmpty()) {
        set("default_acr_values", known);
      }
    }

    private void page(String member) {
      String page = textOr(member, Limits.URL, "");
      if (!page.isEmpty()) {
        Addresses.ofPage(page)
            .ifPresent(fault -> {
              throw invalid(member, sentence(fault.message()));
            });
        values.put(member, page);
      }
    }

    private void addresses(String member) {
      List<String> addresses = list(member, MOST_ADDRESSES, Limits.URL);
      for (String address : addresses) {
        Addresses.ofPage(address)
            .ifPresent(fault -> {
              throw invalid(member, sentence(fault.message()));
            });
      }
      if (!addresses.isEmpty()) {
        set(member, addresses);
      }
    }

    private void contacts() {
      List<String> contacts = list("contacts", 10, Limits.NAME);
      if (!contacts.isEmpty()) {
        set("contacts", contacts);
      }
    }

    private void choice(String member, String otherwise, List<String> known) {
      String value = textOr(member, Limits.NAME, otherwise);
      if (!known.contains(value)) {
        throw invalid(member, "Must be one of: " + String.join(", ", known));
      }
      values.put(member, value);
    }

    private void choiceIfSent(String member, List<String> known) {
      if (member(member) != null) {
        choice(member, "", known);
      }
    }

    private void truth(String member) {
      JsonNode value = member(member);
      if (value != null) {
        if (!value.isBoolean()) {
          throw invalid(member, "Must be true or false");
        }
        values.set(member, value);
      }
    }

    private void text(String member, int maxLength) {
      String text = textOr(member, maxLength, "");
      if (!text.isEmpty()) {
        values.put(member, text);
      }
    }

    private String textOr(String member, int maxLength, String otherwise) {
      JsonNode value = member(member);
      if (value == null) {
        return otherwise;
      }
      if (!isText(value, maxLength)) {
        throw invalid(member, "Must be a text of at most " + maxLength + " characters");
      }
      return value.asString();
    }

    private List<String> list(String member, int most, int maxLength) {
      JsonNode value = member(member);
      if (value == null) {
        return List.of();
      }
      if (!value.isArray()
          || value.size() > most
          || !value.valueStream().allMatch(one -> isText(one, maxLength))) {
        throw invalid(member, "Must be a list of at most " + most + " texts");
      }
      return new ArrayList<>(new LinkedHashSet<>(texts(value)));
    }

    private static boolean isText(JsonNode value, int maxLength) {
      return value.isString()
          && value.asString().length() <= maxLength
          && value.asString().codePoints().noneMatch(Character::isISOControl);
    }

    private @Nullable JsonNode member(String member) {
      return sent.node(member).orElse(null);
    }

    private void set(String member, List<String> list) {
      ArrayNode array = values.putArray(member);
      list.forEach(array::add);
    }

    private static ApiException invalid(String member, String message) {
      return ApiError.INVALID_CLIENT_METADATA.exception(FieldError.invalid(member, message));
    }

    private static String sentence(String message) {
      return message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1);
    }
  }
}
