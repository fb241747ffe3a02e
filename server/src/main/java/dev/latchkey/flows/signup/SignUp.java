package dev.latchkey.flows.signup;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sign up and get a ticket to log in with (contract section 5.1). A hash and one round trip. */
public final class SignUp {

  /**
   * @param tkn null when the tenant wants the identifier verified before the first login
   */
  public record Result(UUID id, @Nullable String tkn) {}

  private final Db db;
  private final NewAccount accounts;
  private final LoginPolicy policy;
  private final LoginTickets tickets;

  public SignUp(Db db, NewAccount accounts, LoginPolicy policy, LoginTickets tickets) {
    this.db = db;
    this.accounts = accounts;
    this.policy = policy;
    this.tickets = tickets;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code VALIDATION}, {@code …_ALREADY_EXISTS},
   *     {@code PASSWORD_…}, {@code ACCESS_DENIED}
   */
  public Result run(
      Tenant tenant, Client client, NewAccount.Input input, String password, Caller caller) {
    Changes changes = db.changes();
    NewAccount.Created created =
        accounts.addWithPassword(changes, tenant, client, input, password, caller);
    Decision decision =
        policy.decide(tenant, client, created.profile().profile(), List.of(created.proof()));
    String tkn =
        decision instanceof Decision.Granted
            ? tickets.issue(changes, tenant, client, List.of(created.proof()), true)
            : null;
    accounts.commit(changes);
    return new Result(created.profile().profile().id(), tkn);
  }
}
