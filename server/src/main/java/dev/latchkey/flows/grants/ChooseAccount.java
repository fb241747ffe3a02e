package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.PendingRequests;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;

/**
 * Go on as who is logged in: the request that asked to choose an account (OpenID Connect Core
 * section 3.1.2.1) does not ask again.
 */
public final class ChooseAccount {

  private final Db db;
  private final PendingRequests pending;

  public ChooseAccount(Db db, PendingRequests pending) {
    this.db = db;
    this.pending = pending;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}: no such request
   */
  public void run(Tenant tenant, Client client, String requestToken) {
    PendingRequests.Pending request =
        pending.find(tenant, client, requestToken).orElseThrow(ApiError.INVALID_STATE::exception);
    Changes changes = db.changes();
    pending.chosen(changes, tenant, client, request);
    changes.commit();
  }
}
