package dev.latchkey.flows.registration;

import dev.latchkey.domain.client.RegisteredClients;
import dev.latchkey.domain.client.RegisteredClients.Registration;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;

/** A client reads what it registered (RFC 7592 section 2.1). */
public final class ReadRegistration {

  private final RegisteredClients clients;

  public ReadRegistration(RegisteredClients clients) {
    this.clients = clients;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code REGISTRATION_TOKEN_INVALID}, whether the
   *     client or the token is unknown
   */
  public Registration run(Tenant tenant, String clientId, String token) {
    return clients
        .find(tenant, clientId, token)
        .orElseThrow(ApiError.REGISTRATION_TOKEN_INVALID::exception);
  }
}
