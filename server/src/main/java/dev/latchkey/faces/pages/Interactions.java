package dev.latchkey.faces.pages;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.faces.web.authorize.AuthorizeRequest;
import dev.latchkey.faces.web.authorize.RequestReader;
import dev.latchkey.flows.grants.SendToLogin;
import dev.latchkey.platform.json.Json;
import java.util.Optional;
import java.util.Set;

/** Finds the client and the request that a visit is about. */
public final class Interactions {

  private final Clients clients;
  private final RequestReader reader;

  public Interactions(Clients clients, RequestReader reader) {
    this.clients = clients;
    this.reader = reader;
  }

  /**
   * @throws ApiException {@code RESOURCE_NOT_FOUND}: no client whose users are asked here; {@code
   *     IP_ADDRESS_NOT_ALLOWED}; {@code INVALID_STATE}: no such request, or no more
   */
  Interaction of(Visit visit) {
    Client client = client(visit);
    String token = visit.query().text(Interaction.TOKEN, Limits.TOKEN);
    if (token == null || token.isEmpty()) {
      throw ApiError.INVALID_STATE.exception();
    }
    AuthorizeRequest request =
        reader.read(
            visit.tenant(),
            client,
            Set.of(),
            Fields.of(Json.object().put(Interaction.TOKEN, token)));
    visit.carry(Interaction.CLIENT, client.id());
    visit.carry(Interaction.TOKEN, token);
    visit.wishes(request.query().text("ui_locales", Limits.NAME));
    if ("popup".equals(request.social().display())) {
      visit.keepOpener();
    }
    return new Interaction(visit, client, request);
  }

  /** As above; empty when there is no request any more: the page can do without. */
  Optional<Interaction> ifAny(Visit visit) {
    try {
      return Optional.of(of(visit));
    } catch (ApiException e) {
      if (e.error() == ApiError.INVALID_STATE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The client alone.
   *
   * @throws ApiException {@code RESOURCE_NOT_FOUND}, {@code IP_ADDRESS_NOT_ALLOWED}
   */
  Client client(Visit visit) {
    String id = visit.query().text(Interaction.CLIENT, Limits.NAME);
    Client client =
        clients
            .find(visit.tenant().id(), id == null ? "" : id)
            .filter(found -> SendToLogin.isOurs(visit.tenant(), found))
            .orElseThrow(() -> ApiError.RESOURCE_NOT_FOUND.exception("No such client here"));
    visit.call().of(client);
    visit.carry(Interaction.CLIENT, client.id());
    return client;
  }
}
