package dev.latchkey.faces.web;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.dpop.ShownProof;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.ShownToken;
import dev.latchkey.domain.proof.ShownToken.Scheme;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.http.Parameters;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.i18n.Languages;
import dev.latchkey.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One request to one tenant. Used by one thread. */
public final class Call {

  private static final String FORM = "application/x-www-form-urlencoded";

  /** Parameters that may come several times (RFC 8707 section 2). */
  private static final List<String> LISTS = List.of("resource");

  /** RFC 3986 section 3.4. */
  private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*");

  private final Request request;
  private final Tenant tenant;
  private final Caller caller;
  private final ClientFinder clients;
  private @Nullable Client client;
  private @Nullable String nonce;

  Call(Request request, Tenant tenant, Caller caller, ClientFinder clients) {
    this.request = request;
    this.tenant = tenant;
    this.caller = caller;
    this.clients = clients;
  }

  public Request request() {
    return request;
  }

  public Tenant tenant() {
    return tenant;
  }

  public Caller caller() {
    return caller;
  }

  /** The client that was found so far, for CORS. */
  @Nullable Client knownClient() {
    return client;
  }

  /** Remembers which client the call is of, and holds it to its own origins and addresses. */
  public Client of(Client found) {
    this.client = found;
    clients.checkOrigin(this);
    clients.checkAddress(this, found);
    return found;
  }

  /**
   * The client of that id, whoever's it is.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_CLIENT}, {@code
   *     ORIGIN_NOT_ALLOWED}, {@code IP_ADDRESS_NOT_ALLOWED}
   */
  public Client client(String clientId) {
    return of(clients.find(tenant, clientId));
  }

  /**
   * The first-party client named by {@code client_id}.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_CLIENT}, {@code NOT_FIRST_PARTY},
   *     {@code ORIGIN_NOT_ALLOWED}, {@code IP_ADDRESS_NOT_ALLOWED}
   */
  public Client firstParty(@Nullable String clientId) {
    Client found = of(clients.find(tenant, clientId));
    if (!found.isFirstParty()) {
      throw ApiError.NOT_FIRST_PARTY.exception();
    }
    return found;
  }

  /**
   * As {@link #firstParty}; without {@code client_id} the one that the page's origin belongs to
   * (contract web-sdk.md section 1).
   */
  public Client firstPartyOrOfPage(@Nullable String clientId) {
    return clientId == null || clientId.isEmpty()
        ? of(clients.ofOrigin(tenant, origin().orElse(null)))
        : firstParty(clientId);
  }

  /** The browser origin that speaks, if one does. */
  public Optional<String> origin() {
    return request.header("Origin").filter(origin -> !origin.equals("null"));
  }

  /** The query as fields. */
  public Fields query() {
    return Fields.of(fromParameters(request.query()));
  }

  /**
   * A JSON body as fields; no body is an empty one.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code MALFORMED_BODY}, {@code BODY_TOO_LARGE}
   */
  public Fields body() {
    return Fields.of(json());
  }

  /**
   * A body that may also be a form (contract section 1.1); a field that a form repeats is refused
   * (RFC 6749 section 3.2).
   */
  public Fields bodyOrForm() {
    if (!isForm()) {
      return body();
    }
    Parameters form;
    try {
      form = Parameters.parse(new String(bytes(), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw ApiError.MALFORMED_BODY.causedBy(e);
    }
    if (!repeated(form).isEmpty()) {
      throw ApiError.MALFORMED_BODY.exception(
          "A parameter was sent twice: " + String.join(", ", repeated(form)));
    }
    return Fields.of(fromParameters(form));
  }

  /**
   * A form as it was sent, which is how a query is written.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code MALFORMED_BODY} when it is no form, or
   *     has characters that no query may have; {@code BODY_TOO_LARGE}
   */
  public String formAsQuery() {
    String form = new String(bytes(), StandardCharsets.UTF_8);
    if (!request.mediaType().equals(FORM) || !QUERY.matcher(form).matches()) {
      throw ApiError.MALFORMED_BODY.exception("The body must be a form");
    }
    try {
      Parameters.parse(form);
      return form;
    } catch (IllegalArgumentException e) {
      throw ApiError.MALFORMED_BODY.causedBy(e);
    }
  }

  public boolean isForm() {
    return request.mediaType().equals(FORM);
  }

  /** The names in the query that came more than once and must not (RFC 6749 section 3.1). */
  public Set<String> repeatedInQuery() {
    return repeated(request.query());
  }

  private static Set<String> repeated(Parameters parameters) {
    Set<String> repeated = new LinkedHashSet<>(parameters.repeated());
    repeated.removeAll(LISTS);
    return repeated;
  }

  /** A parameter without a value counts as left out (RFC 6749 sections 3.1 and 3.2). */
  private static ObjectNode fromParameters(Parameters parameters) {
    ObjectNode values = Json.object();
    parameters
        .asMap()
        .forEach((name, value) -> {
          if (!value.isEmpty()) {
            values.put(name, value);
          }
        });
    for (String name : LISTS) {
      List<String> all = parameters.all(name);
      if (all.size() > 1) {
        all.forEach(values.putArray(name)::add);
      }
    }
    return values;
  }

  private ObjectNode json() {
    byte[] bytes = bytes();
    if (bytes.length == 0) {
      return Json.object();
    }
    if (!request.mediaType().equals("application/json")) {
      throw ApiError.MALFORMED_BODY.exception("The Content-Type must be application/json");
    }
    try {
      JsonNode json = Json.read(bytes);
      if (json instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw ApiError.MALFORMED_BODY.exception("The body is not JSON");
    }
    throw ApiError.MALFORMED_BODY.exception("The body must be a JSON object");
  }

  /**
   * The body as it came.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code MALFORMED_BODY}, {@code BODY_TOO_LARGE}
   */
  public byte[] bytes() {
    try {
      return request.body(Limits.BODY);
    } catch (Request.BodyTooLarge e) {
      throw ApiError.BODY_TOO_LARGE.exception("The body has more than " + Limits.BODY + " bytes");
    } catch (Request.BodyBroken e) {
      throw ApiError.MALFORMED_BODY.exception(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The access token of the {@code Authorization} header, by either scheme.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_TOKEN_MISSING}
   */
  public ShownToken bearerToken() {
    return bearerTokenIfAny().orElseThrow(ApiError.ACCESS_TOKEN_MISSING::exception);
  }

  public Optional<ShownToken> bearerTokenIfAny() {
    return request
        .header("Authorization")
        .flatMap(header -> shown(header, Scheme.BEARER).or(() -> shown(header, Scheme.DPOP)));
  }

  private Optional<ShownToken> shown(String authorization, Scheme scheme) {
    String start = scheme.wireName() + " ";
    return Optional.of(authorization)
        .filter(header -> header.regionMatches(true, 0, start, 0, start.length()))
        .map(header -> header.substring(start.length()).strip())
        .filter(token -> !token.isEmpty() && token.length() <= Limits.TOKEN)
        .map(token -> new ShownToken(scheme, token, proof()));
  }

  /**
   * The access token that stands in a parameter, at the few endpoints that take one there: a bearer
   * token alone can (RFC 9449 section 7.1).
   */
  public ShownToken tokenInParameter(String token) {
    return new ShownToken(Scheme.BEARER, token, proof());
  }

  /** What the request shows of a key (RFC 9449 section 4.1), as it may be shown to this tenant. */
  public ShownProof proof() {
    return new ShownProof(
        request.headers("DPoP"),
        request.method().name(),
        List.of(
            tenant.publicUrl() + request.path(),
            tenant.addressedAs(request.host()) + request.path()),
        current -> nonce = current);
  }

  /** Whether an access token is shown as one that is bound to a key. */
  boolean isByDpop() {
    return bearerTokenIfAny().filter(token -> token.scheme() == Scheme.DPOP).isPresent();
  }

  /** The nonce that the answer is to bring along (RFC 9449 section 8); null: none. */
  @Nullable String nonce() {
    return nonce;
  }

  /**
   * The catalogue for texts that this caller reads: {@code Accept-Language}, else the tenant's
   * (contract section 1.10).
   */
  public String language() {
    return Languages.accepted(request.header("Accept-Language").orElse(null))
        .or(() -> Languages.catalogue(tenant.language()))
        .orElse(Languages.DEFAULT);
  }

  /** The catalogue for messages to a user. */
  public Function<Profile, String> messageLanguage() {
    String customLocale = request.header("Custom-Locale").orElse(null);
    String accepted = request.header("Accept-Language").orElse(null);
    return profile -> Message.language(customLocale, profile, accepted, tenant.language());
  }

  /** As above, before there is a profile. */
  public String messageLanguage(@Nullable String profileLocale) {
    return Languages.catalogue(request.header("Custom-Locale").orElse(null))
        .or(() -> Languages.catalogue(profileLocale))
        .orElseGet(this::language);
  }
}
