package dev.latchkey.flows.login;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.proof.CustomTokenProof;
import dev.latchkey.domain.proof.CustomTokens;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.grants.DecideLogin;
import dev.latchkey.flows.grants.DecideLogin.Browser;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import dev.latchkey.platform.db.Db;
import java.util.List;

/**
 * Log a user in on the word of the client's own back end (contract section 4.6). It is one factor
 * like any other: what the policy asks for beside it, the back end cannot vouch for.
 */
public final class CustomTokenLogin {

  private final Db db;
  private final CustomTokens tokens;
  private final DecideLogin decide;
  private final LoginRecorder logins;

  public CustomTokenLogin(Db db, CustomTokens tokens, DecideLogin decide, LoginRecorder logins) {
    this.db = db;
    this.tokens = tokens;
    this.decide = decide;
    this.logins = logins;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code UNAUTHORIZED_CLIENT} unless the client's
   *     switch is on, {@code UNSUPPORTED_ALGORITHM}, {@code INVALID_CUSTOM_TOKEN}, also when the
   *     nonce was used before, and what the policy says
   */
  public LoginOutcome run(
      Tenant tenant,
      Client client,
      String token,
      AccessRequest request,
      Browser browser,
      Caller caller) {
    requireAllowed(client);
    return logins.attempt(
        tenant,
        client.id(),
        CustomTokenProof.AUTH_TYPE,
        caller,
        () -> logIn(tenant, client, token, request, browser, caller));
  }

  private LoginOutcome logIn(
      Tenant tenant,
      Client client,
      String token,
      AccessRequest request,
      Browser browser,
      Caller caller) {
    CustomTokens.Verified verified = tokens.verify(tenant, client, token);
    Changes changes = db.changes();
    tokens.useUp(changes, tenant, client, verified);
    LoginOutcome outcome =
        decide.run(
            changes,
            tenant,
            client,
            verified.profile(),
            List.of(verified.proof()),
            request,
            browser,
            caller);
    try {
      changes.commit();
    } catch (ConstraintViolation violation) {
      throw CustomTokens.refused(violation);
    }
    return outcome;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code UNAUTHORIZED_CLIENT} unless the client's
   *     switch is on
   */
  public void requireAllowed(Client client) {
    if (!client.customToken()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception("Custom tokens are off for this client");
    }
  }
}
