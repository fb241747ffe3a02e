package dev.latchkey.faces.web;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.http.AddressRanges;
import dev.latchkey.platform.http.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds clients and holds them to where they may speak from. */
final class ClientFinder {

  /** What a browser app calls that registered itself. */
  private static final List<String> OPEN =
      List.of(
          "/oauth/token",
          "/oauth/revoke",
          "/oauth/par",
          "/oauth/register",
          "/identity/v1/userinfo");

  private final Clients clients;

  ClientFinder(Clients clients) {
    this.clients = clients;
  }

  Client find(Tenant tenant, @Nullable String clientId) {
    if (clientId == null || clientId.isEmpty()) {
      throw ApiError.INVALID_CLIENT.exception("client_id is missing");
    }
    return clients.find(tenant.id(), clientId).orElseThrow(ApiError.INVALID_CLIENT::exception);
  }

  /** The only one of the operator's own clients that has this origin. */
  Client ofOrigin(Tenant tenant, @Nullable String origin) {
    List<Client> found =
        clients.of(tenant.id()).stream()
            .filter(Client::isFirstParty)
            .filter(client -> origin != null && client.allowsOrigin(origin))
            .toList();
    if (found.size() != 1) {
      throw ApiError.INVALID_CLIENT.exception("client_id is missing");
    }
    return found.getFirst();
  }

  /** Whether a page of that origin may speak at all; the server's own pages always may. */
  boolean allows(Call call, String origin) {
    Client client = call.knownClient();
    return origin.equals(call.tenant().publicUrl())
        || (client == null
            ? clients.anyAllowsOrigin(call.tenant().id(), origin)
            : client.allowsOrigin(origin));
  }

  /**
   * Whether pages of any origin may speak here until it is known for which client: the origins of
   * clients that register themselves are not known beforehand, and what is done here no cookie
   * decides.
   */
  boolean isOpen(Call call) {
    return call.tenant().registration() != null
        && OPEN.stream().anyMatch(call.request().path()::startsWith);
  }

  /**
   * A browser on a page that is not the client's must not change anything (contract section 1.3).
   */
  void checkOrigin(Call call) {
    Method method = call.request().method();
    if (method == Method.GET || method == Method.HEAD || method == Method.OPTIONS) {
      return;
    }
    String origin = call.request().header("Origin").orElse(null);
    boolean mayBeRegistered = call.knownClient() == null && isOpen(call);
    if (origin != null && !mayBeRegistered && !allows(call, origin)) {
      throw ApiError.ORIGIN_NOT_ALLOWED.exception();
    }
  }

  void checkAddress(Call call, Client client) {
    if (!client.allowedAddresses().isEmpty()
        && !AddressRanges.of(client.allowedAddresses()).contains(call.caller().ip())) {
      throw ApiError.IP_ADDRESS_NOT_ALLOWED.exception();
    }
  }
}
