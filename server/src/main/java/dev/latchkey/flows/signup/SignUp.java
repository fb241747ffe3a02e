package dev.latchkey.flows.signup;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.Decision;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.tenant.Tenant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sign up and get a ticket to log in with (contract section 5.1). A hash and one round trip. */
public final class SignUp {

  /**
   * @param tkn null when the tenant wants the identifier verified before the first login
   */
  public record Result(UUID id, @Nullable String tkn) {}

  private final NewAccount accounts;
  private final LoginPolicy policy;
  private final LoginTickets tickets;

  public SignUp(NewAccount accounts, LoginPolicy policy, LoginTickets tickets) {
    this.accounts = accounts;
    this.policy = policy;
    this.tickets = tickets;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException as {@link NewAccount#withPassword}
   */
  public Result run(
      Tenant tenant,
      Client client,
      NewAccount.Input input,
      NewAccount.Secret secret,
      Caller caller) {
    return accounts.withPassword(
        tenant,
        client,
        input,
        secret,
        caller,
        (changes, created) -> {
          Decision decision =
              policy.decide(tenant, client, created.profile().profile(), List.of(created.proof()));
          String tkn =
              decision instanceof Decision.Granted
                  ? tickets.issue(changes, tenant, client, List.of(created.proof()), true)
                  : null;
          return new Result(created.profile().profile().id(), tkn);
        });
  }
}
