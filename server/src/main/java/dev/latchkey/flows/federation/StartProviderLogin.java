package dev.latchkey.flows.federation;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.proof.Departures;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.proof.PageProof;
import dev.latchkey.domain.proof.SessionVerifier;
import dev.latchkey.domain.proof.ShownToken;
import dev.latchkey.domain.provider.Provider;
import dev.latchkey.domain.provider.Upstream;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Sends a browser to a provider, to log in or to link (contract section 4.1.5). */
public final class StartProviderLogin {

  /**
   * @param provider as sent: key, or key and variant
   * @param accessToken of the user to link to; null: to log in
   * @param browser what only this browser knows, to tell it by when it comes back
   * @param cookie of the browser's session
   * @param origin the client's word for reports
   */
  public record Input(
      String provider,
      Upstream.Wish wish,
      @Nullable ShownToken accessToken,
      String browser,
      @Nullable String cookie,
      String origin) {}

  private final Db db;
  private final BearerVerifier bearers;
  private final SessionVerifier sessions;
  private final Departures departures;
  private final Upstream upstream;

  public StartProviderLogin(
      Db db,
      BearerVerifier bearers,
      SessionVerifier sessions,
      Departures departures,
      Upstream upstream) {
    this.db = db;
    this.bearers = bearers;
    this.sessions = sessions;
    this.departures = departures;
    this.upstream = upstream;
  }

  /**
   * Where to send the browser.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code MISSING_CONFIG} for an unknown provider,
   *     {@code ACCESS_TOKEN_INVALID}, {@code INSUFFICIENT_SCOPE}, {@code CONSENT_REQUIRED}, those
   *     of {@link Upstream}
   */
  public URI run(Tenant tenant, Client client, AccessRequest request, Input input) {
    if (!client.isFirstParty() && !request.wantsSession()) {
      throw ApiError.CONSENT_REQUIRED.exception();
    }
    Provider provider =
        Provider.find(tenant, input.provider())
            .orElseThrow(() -> ApiError.MISSING_CONFIG.exception("No such provider"));
    BearerProof bearer =
        input.accessToken() == null ? null : linking(tenant, client, input, input.accessToken());
    return leave(tenant, client, provider, request, input, bearer);
  }

  /**
   * As above, to link the identity to the user of a page of our own.
   *
   * @throws dev.latchkey.domain.error.ApiException also {@code ACCESS_TOKEN_NOT_FRESH}, {@code
   *     STEP_UP_REQUIRED}
   */
  public URI link(
      Tenant tenant, Client client, AccessRequest request, Input input, PageProof owner) {
    CredentialPolicy.requireContactChange(tenant, owner);
    Provider provider =
        Provider.find(tenant, input.provider())
            .orElseThrow(() -> ApiError.MISSING_CONFIG.exception("No such provider"));
    return leave(tenant, client, provider, request, input, owner);
  }

  private URI leave(
      Tenant tenant,
      Client client,
      Provider provider,
      AccessRequest request,
      Input input,
      @Nullable OwnerProof owner) {
    Changes changes = db.changes();
    Upstream.Handshake handshake =
        departures.leave(
            changes, tenant, client, provider, request, input.browser(), owner, input.origin());
    URI location = upstream.authorize(tenant, provider, handshake, input.wish());
    changes.commit();
    return location;
  }

  private BearerProof linking(Tenant tenant, Client client, Input input, ShownToken accessToken) {
    BearerProof bearer = bearers.verify(tenant, accessToken);
    if (!bearer.clientId().equals(client.id())) {
      throw ApiError.ACCESS_TOKEN_INVALID.exception();
    }
    CredentialPolicy.requireWrite(bearer);
    // A link with somebody else's token in it must not take this user's identity away.
    String cookie = input.cookie();
    if (cookie != null
        && sessions
            .find(tenant, cookie)
            .filter(live -> !live.proof().profileId().equals(bearer.profileId()))
            .isPresent()) {
      throw ApiError.ACCESS_DENIED.exception("The token is not of the user of this browser");
    }
    return bearer;
  }
}
