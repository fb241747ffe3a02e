package dev.latchkey.app.house;

import dev.latchkey.faces.identity.AppAssociations;
import dev.latchkey.faces.identity.ConfigEndpoints;
import dev.latchkey.faces.oauth.Discovery;

/**
 * What anybody may ask: the standard metadata, the settings and texts of a client, and which apps
 * belong here.
 */
final class DiscoveryRoom {

  private DiscoveryRoom() {}

  static void open(Domain domain, Web web) {
    new Discovery(domain.tenants, domain.clients, domain.signingKeys).on(web.router);
    new ConfigEndpoints(web.uiTexts, web.errorTexts).on(web.router, web.api);
    AppAssociations.on(web.router, web.api);
  }
}
