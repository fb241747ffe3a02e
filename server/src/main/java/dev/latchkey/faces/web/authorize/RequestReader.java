package dev.latchkey.faces.web.authorize;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.PendingRequests;
import dev.latchkey.domain.client.PendingRequests.Pending;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.web.authorize.AuthorizeRequest.Resumed;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads authorize requests wherever they stand. One that comes with a request token is the request
 * that it leads to, whatever else is sent (contract section 4.1.7).
 */
public final class RequestReader {

  /** The name of the request token. */
  static final String TOKEN = "r5_request_token";

  /** What the login page adds: who is there, and what they chose. */
  private static final List<String> ADDED = List.of("tkn", "provider", "persistent");

  private final PendingRequests pending;

  public RequestReader(PendingRequests pending) {
    this.pending = pending;
  }

  /**
   * @param repeated names that came twice
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE} for a request token that
   *     leads nowhere, {@code VALIDATION} as {@link AuthorizeRequest#of}
   */
  public AuthorizeRequest read(Tenant tenant, Client client, Set<String> repeated, Fields fields) {
    String token = fields.text(TOKEN, Limits.TOKEN);
    if (token == null || token.isEmpty()) {
      return AuthorizeRequest.of(tenant, client, repeated, fields);
    }
    Pending found =
        pending.find(tenant, client, token).orElseThrow(ApiError.INVALID_STATE::exception);
    ObjectNode merged = found.parameters().deepCopy();
    ADDED.forEach(name -> fields.node(name).ifPresent(value -> merged.set(name, value)));
    return AuthorizeRequest.of(
        tenant,
        client,
        repeated,
        Fields.of(merged),
        new Resumed(found.key(), token, found.since()));
  }

  /** Whether a request token is sent along. */
  public static boolean hasToken(Fields fields) {
    return fields.has(TOKEN);
  }
}
