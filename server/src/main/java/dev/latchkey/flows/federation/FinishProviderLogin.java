package dev.latchkey.flows.federation;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.proof.Departures;
import dev.latchkey.domain.proof.Departures.Returned;
import dev.latchkey.domain.provider.Upstream;
import dev.latchkey.domain.provider.VerifiedIdentity;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.federation.FederatedLogin.Input;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.flows.grants.LoginRecorder;
import dev.latchkey.platform.db.Db;
import org.jspecify.annotations.Nullable;

/** The browser is back from the provider (contract section 4.1.5). */
public final class FinishProviderLogin {

  /**
   * What the browser brought.
   *
   * @param code null when the provider said something else
   * @param error null when there was none
   * @param issuer null when it was not told
   */
  public record Answer(@Nullable String code, @Nullable String error, @Nullable String issuer) {}

  private final Db db;
  private final Clients clients;
  private final Departures departures;
  private final Upstream upstream;
  private final FederatedLogin login;
  private final LoginRecorder logins;

  public FinishProviderLogin(
      Db db,
      Clients clients,
      Departures departures,
      Upstream upstream,
      FederatedLogin login,
      LoginRecorder logins) {
    this.db = db;
    this.clients = clients;
    this.departures = departures;
    this.upstream = upstream;
    this.login = login;
    this.logins = logins;
  }

  /**
   * Who is back, and what for: from here on the client can be told how it went.
   *
   * @param providerKey that the provider's answer came to
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}
   */
  public Returned recognise(Tenant tenant, String providerKey, String state, String browser) {
    return departures
        .comeBack(tenant, providerKey, state, browser)
        .orElseThrow(ApiError.INVALID_STATE::exception);
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_DENIED} when the user refused, and
   *     those of {@link Upstream} and {@link FederatedLogin#run}
   */
  public LoginOutcome run(
      Tenant tenant, Returned returned, Answer answer, Input input, Caller caller) {
    Client client =
        clients
            .find(tenant.id(), returned.clientId())
            .orElseThrow(ApiError.INVALID_STATE::exception);
    Caller speaker = caller.withOrigin(returned.origin());
    return logins.attempt(
        tenant,
        client.id(),
        returned.provider().key(),
        speaker,
        () -> finish(tenant, client, returned, answer, input, speaker));
  }

  private LoginOutcome finish(
      Tenant tenant, Client client, Returned returned, Answer answer, Input input, Caller caller) {
    if (answer.issuer() != null) {
      upstream.requireIssuer(tenant, returned.provider(), answer.issuer());
    }
    if (answer.error() != null) {
      throw answer.error().equals("login_required")
          ? ApiError.LOGIN_REQUIRED.exception()
          : ApiError.ACCESS_DENIED.exception("The provider did not let the user in");
    }
    String code = answer.code();
    if (code == null) {
      throw ApiError.SOCIAL_LOGIN_FAILED.exception();
    }
    VerifiedIdentity identity =
        upstream.byCode(tenant, returned.provider(), code, returned.handshake());
    return login.run(db.changes(), tenant, client, identity, returned.link(), input, caller);
  }
}
