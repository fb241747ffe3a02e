package dev.latchkey.flows.registration;

import dev.latchkey.domain.client.RegisteredClients;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client takes itself away, with all that users let it have (RFC 7592 section 2.3). */
public final class RemoveRegistration {

  private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.client");

  private final Db db;
  private final ReadRegistration read;
  private final RegisteredClients clients;

  public RemoveRegistration(Db db, ReadRegistration read, RegisteredClients clients) {
    this.db = db;
    this.read = read;
    this.clients = clients;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException as {@link ReadRegistration#run}
   */
  public void run(Tenant tenant, String clientId, String token) {
    read.run(tenant, clientId, token);
    Changes changes = db.changes();
    clients.remove(changes, tenant, clientId);
    changes.commit();
    LOG.info("Client {} removed itself", clientId);
  }
}
