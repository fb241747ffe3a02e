package dev.latchkey.faces.pages;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.faces.web.authorize.AuthorizeRequest;
import dev.latchkey.faces.web.authorize.RequestReader;
import dev.latchkey.flows.grants.SendToLogin;
import java.util.Optional;

/** Finds the client and the request that a visit is about. */
public final class Interactions {

  private final Clients clients;
  private final RequestReader reader;

  public Interactions(Clients clients, RequestReader reader) {
    this.clients = clients;
    this.reader = reader;
  }

  /**
   * The request of a client, or the user of its device.
   *
   * @throws ApiException {@code RESOURCE_NOT_FOUND}: no client whose users are asked here; {@code
   *     IP_ADDRESS_NOT_ALLOWED}; {@code INVALID_STATE}: no such request, or no more
   */
  Interaction of(Visit visit) {
    Client client = client(visit);
    String token = visit.query().text(Interaction.TOKEN, Limits.TOKEN);
    if (token == null || token.isEmpty()) {
      throw ApiError.INVALID_STATE.exception();
    }
    AuthorizeRequest request = reader.readWaiting(visit.tenant(), client, token);
    visit.carry(Interaction.CLIENT, client.id());
    visit.carry(Interaction.TOKEN, token);
    visit.wishes(request.query().text("ui_locales", Limits.NAME));
    if ("popup".equals(request.social().display())) {
      visit.keepOpener();
    }
    return new Interaction(visit, client, request);
  }

  /**
   * The request of a client: of one that is to be answered.
   *
   * @throws ApiException as above; {@code INVALID_STATE} also for the user of a device
   */
  Interaction ofRequest(Visit visit) {
    Interaction at = of(visit);
    if (at.userCode() != null) {
      throw ApiError.INVALID_STATE.exception("It is no request of a client");
    }
    return at;
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
