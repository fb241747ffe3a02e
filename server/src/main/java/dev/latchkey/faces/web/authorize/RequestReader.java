package dev.latchkey.faces.web.authorize;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.PendingRequests;
import dev.latchkey.domain.client.PendingRequests.Pending;
import dev.latchkey.domain.client.PushedRequests;
import dev.latchkey.domain.client.PushedRequests.Pushed;
import dev.latchkey.domain.client.RequestObjects;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.IdTokenHints;
import dev.latchkey.faces.web.authorize.AuthorizeRequest.Resumed;
import dev.latchkey.platform.json.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads authorize requests wherever they stand: in the query, in a signed object (RFC 9101), at the
 * server because the client pushed them (RFC 9126), or because they wait for a login (contract
 * section 4.1.7). One that is not in the query is taken as it was made: of what is sent beside it,
 * only who is there counts.
 */
public final class RequestReader {

  /** The name of the token of a request that waits for a login. */
  static final String TOKEN = "r5_request_token";

  /** What the login page adds: who is there, and what they chose. */
  private static final List<String> ADDED = List.of("tkn", "provider", "persistent");

  private static final int REQUEST_OBJECT = 16 * 1024;

  private final PendingRequests pending;
  private final PushedRequests pushed;
  private final RequestObjects objects;
  private final IdTokenHints hints;

  public RequestReader(
      PendingRequests pending, PushedRequests pushed, RequestObjects objects, IdTokenHints hints) {
    this.pending = pending;
    this.pushed = pushed;
    this.objects = objects;
    this.hints = hints;
  }

  /**
   * @param repeated names that came twice
   * @throws ApiException {@code INVALID_STATE} for a request token that leads nowhere, {@code
   *     INVALID_REQUEST_URI}, {@code INVALID_REQUEST_OBJECT}, {@code VALIDATION} as {@link
   *     AuthorizeRequest#of} and when the client must send its requests in another way
   */
  public AuthorizeRequest read(Tenant tenant, Client client, Set<String> repeated, Fields fields) {
    String token = fields.text(TOKEN, Limits.TOKEN);
    if (token != null && !token.isEmpty()) {
      AuthorizeRequest resumed = resumed(tenant, client, repeated, fields, token);
      // What the user of a device waits for is nothing that a client is answered.
      if (resumed.resumed() == null || resumed.resumed().userCode() != null) {
        throw ApiError.INVALID_STATE.exception();
      }
      return resumed;
    }
    String uri = fields.text("request_uri", Limits.URL);
    if (uri != null && PushedRequests.isOne(uri)) {
      Pushed found =
          pushed.find(tenant, client, uri).orElseThrow(ApiError.INVALID_REQUEST_URI::exception);
      return AuthorizeRequest.of(
          tenant,
          client,
          repeated,
          Fields.of(completed(found.parameters(), fields)),
          hints,
          found.key(),
          null);
    }
    if (client.security().requirePushedAuthorizationRequests()) {
      throw ApiException.validation(
          FieldError.invalid("request_uri", "This client must push its requests first"));
    }
    return direct(tenant, client, repeated, fields, uri);
  }

  /**
   * What waits for a login on a page of ours: a client's request, or the user of a device.
   *
   * @throws ApiException {@code INVALID_STATE}
   */
  public AuthorizeRequest readWaiting(Tenant tenant, Client client, String token) {
    return resumed(tenant, client, Set.of(), Fields.of(Json.object()), token);
  }

  /**
   * Reads a request that is being pushed: it may be signed, but not stand elsewhere (RFC 9126
   * section 2.1).
   *
   * @throws ApiException {@code INVALID_REQUEST_OBJECT}, {@code VALIDATION}
   */
  public AuthorizeRequest readPushed(Tenant tenant, Client client, Fields fields) {
    if (fields.has("request_uri")) {
      throw ApiException.validation(FieldError.invalid("request_uri", "Must not be pushed"));
    }
    return direct(tenant, client, Set.of(), fields, null);
  }

  private AuthorizeRequest resumed(
      Tenant tenant, Client client, Set<String> repeated, Fields fields, String token) {
    Pending found =
        pending.find(tenant, client, token).orElseThrow(ApiError.INVALID_STATE::exception);
    return AuthorizeRequest.of(
        tenant,
        client,
        repeated,
        Fields.of(completed(found.parameters(), fields)),
        hints,
        found.pushed(),
        new Resumed(found.key(), token, found.since(), found.userCode()));
  }

  private AuthorizeRequest direct(
      Tenant tenant, Client client, Set<String> repeated, Fields fields, @Nullable String uri) {
    String object = fields.text("request", REQUEST_OBJECT);
    if (object != null && uri != null) {
      throw ApiException.validation(FieldError.invalid("request", "Stands beside request_uri"));
    }
    if (object == null && uri == null) {
      if (client.security().requireSignedRequestObject()) {
        throw ApiException.validation(FieldError.missing("request"));
      }
      return AuthorizeRequest.of(tenant, client, repeated, fields, hints, null, null);
    }
    ObjectNode parameters =
        uri == null
            ? objects.byValue(tenant, client, String.valueOf(object))
            : objects.byReference(tenant, client, uri);
    return AuthorizeRequest.of(
        tenant, client, repeated, Fields.of(completed(parameters, fields)), hints, null, null);
  }

  private static ObjectNode completed(ObjectNode parameters, Fields fields) {
    ObjectNode merged = parameters.deepCopy();
    ADDED.forEach(name -> fields.node(name).ifPresent(value -> merged.set(name, value)));
    return merged;
  }

  /** Whether reading it means a call to another server. */
  public static boolean isElsewhere(Fields fields) {
    String uri = fields.text("request_uri", Limits.URL);
    return uri != null && !PushedRequests.isOne(uri);
  }

  /** Whether a request token is sent along. */
  public static boolean hasToken(Fields fields) {
    return fields.has(TOKEN);
  }
}
