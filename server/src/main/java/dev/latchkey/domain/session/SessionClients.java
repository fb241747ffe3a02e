package dev.latchkey.domain.session;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import java.util.UUID;

/**
 * Which clients were given an ID token in a session and want to be told of its end. Kept as long as
 * the session, which may outlive every grant that was made in it. Thread-safe.
 */
public final class SessionClients {

  private final Db db;

  public SessionClients(Db db) {
    this.db = db;
  }

  /** Adds to the changes that the client was given an ID token by that grant, if it is written. */
  public void remember(Changes changes, Tenant tenant, Client client, UUID grantId) {
    if (client.logout().isTold()) {
      changes.add(
          """
          insert into session_client (tenant, session_id, client_id, backchannel)
          select tenant, session_id, client_id, ?::boolean from token_grant where tenant = ? and id = ?
          on conflict (tenant, session_id, client_id) do update set backchannel = excluded.backchannel
            where session_client.backchannel <> excluded.backchannel\
          """,
          client.logout().backchannelLogoutUri() != null,
          tenant.id(),
          grantId);
    }
  }

  /** The ids of the clients of the session, whether it is live or not. */
  public List<String> of(Tenant tenant, UUID sessionId) {
    return db.list(
        String.class,
        "select client_id from session_client where tenant = ? and session_id = ? order by"
            + " client_id",
        tenant.id(),
        sessionId);
  }
}
