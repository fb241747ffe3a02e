package dev.latchkey.flows.federation;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.provider.Provider;
import dev.latchkey.domain.provider.Upstream;
import dev.latchkey.domain.provider.VerifiedIdentity;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.federation.FederatedLogin.Input;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.platform.db.Db;
import org.jspecify.annotations.Nullable;

/** Log in with a token or code that a native app got from the provider (contract section 4.9). */
public final class LoginWithProviderToken {

  private final Db db;
  private final Upstream upstream;
  private final FederatedLogin login;
  private final LoginRecorder logins;

  public LoginWithProviderToken(
      Db db, Upstream upstream, FederatedLogin login, LoginRecorder logins) {
    this.db = db;
    this.upstream = upstream;
    this.login = login;
    this.logins = logins;
  }

  /**
   * @param token of the provider; null: there is a code
   * @param code of the provider; null: there is a token
   * @throws dev.latchkey.domain.error.ApiException {@code UNAUTHORIZED_CLIENT} unless the client's
   *     switch is on, {@code MISSING_CONFIG}, and those of {@link Upstream} and {@link
   *     FederatedLogin#run}
   */
  public LoginOutcome run(
      Tenant tenant,
      Client client,
      String providerName,
      @Nullable String token,
      @Nullable String code,
      Input input,
      Caller caller) {
    if (!client.providerTokens()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception();
    }
    Provider provider =
        Provider.find(tenant, providerName)
            .orElseThrow(() -> ApiError.MISSING_CONFIG.exception("No such provider"));
    return logins.attempt(
        tenant,
        client.id(),
        provider.key(),
        caller,
        () -> {
          VerifiedIdentity identity =
              token != null
                  ? upstream.byToken(tenant, provider, token)
                  : upstream.byNativeCode(tenant, provider, String.valueOf(code));
          return login.run(db.changes(), tenant, client, identity, null, input, caller);
        });
  }
}
