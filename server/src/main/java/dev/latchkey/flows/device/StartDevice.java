package dev.latchkey.flows.device;

import dev.latchkey.domain.client.ClaimsRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.client.Resources;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.DeviceCodes;
import dev.latchkey.domain.token.DeviceCodes.Begun;
import dev.latchkey.flows.grants.SendToLogin;
import java.util.List;
import java.util.Set;

/** A device asks to be let in (RFC 8628 section 3.1). */
public final class StartDevice {

  private final DeviceCodes codes;

  public StartDevice(DeviceCodes codes) {
    this.codes = codes;
  }

  /** Whether devices of that client can be let in: its users log in on our own pages. */
  public static boolean isOffered(Tenant tenant, Client client) {
    return client.openid().deviceGrant() && SendToLogin.isOurs(tenant, client);
  }

  /**
   * @param resources that its access tokens are to be for (RFC 8707); empty: this server
   * @throws dev.latchkey.domain.error.ApiException {@code UNAUTHORIZED_CLIENT} when it is off for
   *     the client, {@code MISSING_CONFIG}, {@code INVALID_TARGET}
   */
  public Begun run(Tenant tenant, Client client, Set<String> scopes, List<String> resources) {
    if (!client.openid().deviceGrant()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception("device_grant is off for this client");
    }
    if (!isOffered(tenant, client)) {
      throw ApiError.MISSING_CONFIG.exception("There is no page of ours for the client's users");
    }
    Resources.require(tenant, client, resources);
    OpenIdWish wish = OpenIdWish.of(client, null, ClaimsRequest.NONE, List.of(), resources);
    return codes.begin(tenant, client, scopes, wish);
  }
}
