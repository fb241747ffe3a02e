package dev.latchkey.flows.federation;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Identities;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.provider.Upstream;
import dev.latchkey.domain.provider.VerifiedIdentity;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.federation.FederatedLogin.Input;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;

/**
 * Log in with an ID token that a page or an app got from the provider: Google One Tap, Sign in with
 * Apple (contract section 4.1.6).
 */
public final class LoginWithIdToken {

  private final Db db;
  private final Upstream upstream;
  private final Identities identities;
  private final FederatedLogin login;
  private final LoginRecorder logins;

  public LoginWithIdToken(
      Db db, Upstream upstream, Identities identities, FederatedLogin login, LoginRecorder logins) {
    this.db = db;
    this.upstream = upstream;
    this.identities = identities;
    this.login = login;
    this.logins = logins;
  }

  /**
   * @param providerKey without variant: the token's audience tells which it is
   * @param nonce the raw one, of which the token carries the hash
   * @throws dev.latchkey.domain.error.ApiException {@code SOCIAL_LOGIN_FAILED}, also when the token
   *     was used before, {@code CONSENT_REQUIRED}, and those of {@link FederatedLogin#run}
   */
  public LoginOutcome run(
      Tenant tenant,
      Client client,
      String providerKey,
      String idToken,
      String nonce,
      Input input,
      Caller caller) {
    if (!client.isFirstParty()) {
      throw ApiError.CONSENT_REQUIRED.exception();
    }
    return logins.attempt(
        tenant,
        client.id(),
        providerKey,
        caller,
        () -> {
          VerifiedIdentity identity = upstream.byIdToken(tenant, providerKey, idToken, nonce);
          Changes changes = db.changes();
          identities.useUp(changes, tenant, idToken);
          return login.run(changes, tenant, client, identity, null, input, caller);
        });
  }
}
