package dev.latchkey.app.house;

import dev.latchkey.domain.client.SectorIdentifiers;
import dev.latchkey.faces.oauth.RegistrationEndpoint;
import dev.latchkey.flows.registration.ReadRegistration;
import dev.latchkey.flows.registration.RegisterClient;
import dev.latchkey.flows.registration.RemoveRegistration;
import dev.latchkey.flows.registration.ReplaceRegistration;

/** Clients that register themselves. */
final class RegistrationRoom {

  private RegistrationRoom() {}

  static void open(Domain domain, Web web) {
    var read = new ReadRegistration(domain.registeredClients);
    var sectors = new SectorIdentifiers(domain.outbound);
    new RegistrationEndpoint(
            new RegisterClient(domain.registeredClients, sectors, domain.secrets, domain.clock),
            read,
            new ReplaceRegistration(read, domain.registeredClients, sectors, domain.secrets),
            new RemoveRegistration(domain.db, read, domain.registeredClients))
        .on(web.router, web.api);
  }
}
