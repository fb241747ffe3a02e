package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientDocuments;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.ErrorPage;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.authorize.AuthorizeRequest;
import dev.latchkey.faces.web.authorize.RequestReader;
import dev.latchkey.platform.http.Response;
import java.util.Set;

/** The parameters of an authorize request in the query that a browser comes with. */
public final class AuthorizeRequests {

  private final Api api;
  private final Clients clients;
  private final ClientDocuments documents;
  private final RequestReader reader;

  public AuthorizeRequests(
      Api api, Clients clients, ClientDocuments documents, RequestReader reader) {
    this.api = api;
    this.clients = clients;
    this.documents = documents;
    this.reader = reader;
  }

  /**
   * @throws ApiException {@code INVALID_CLIENT}, {@code VALIDATION}, {@code INVALID_STATE}, {@code
   *     IP_ADDRESS_NOT_ALLOWED}, {@code RATE_LIMIT_REACHED}, and as {@link RequestReader#read}
   */
  AuthorizeRequest read(Call call) {
    Set<String> repeated;
    try {
      repeated = call.repeatedInQuery();
    } catch (IllegalArgumentException e) {
      throw ApiError.VALIDATION.exception("The query cannot be decoded");
    }
    Fields query = call.query();
    String clientId = query.text("client_id", Limits.NAME);
    String id = clientId == null ? "" : clientId;
    documents.bringUpToDate(call.tenant(), id, () -> api.count(call, RateClass.FETCHED_REQUEST));
    Client client =
        clients.find(call.tenant().id(), id).orElseThrow(ApiError.INVALID_CLIENT::exception);
    if (RequestReader.isElsewhere(query)) {
      api.count(call, RateClass.FETCHED_REQUEST);
    }
    return reader.read(call.tenant(), call.of(client), repeated, query);
  }

  /**
   * The answer while it is not known where to send one. Nobody authenticates here, so an unknown
   * client is a bad request like any other (contract section 1.8).
   */
  Response onTheSpot(Call call, ApiException e) {
    return e.error() == ApiError.INVALID_CLIENT
        ? ErrorPage.jsonOrPage(api, call, e, 400)
        : ErrorPage.jsonOrPage(api, call, e);
  }
}
