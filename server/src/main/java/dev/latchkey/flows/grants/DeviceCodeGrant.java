package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.DeviceCodes;
import dev.latchkey.domain.token.GrantBasis;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.token.TokenAnswer;
import dev.latchkey.domain.token.TokenIssuer;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A device asks whether its user has let it in (RFC 8628 section 3.4). */
public final class DeviceCodeGrant {

  public static final String TYPE = "urn:ietf:params:oauth:grant-type:device_code";

  /**
   * @param resources for the access token, of those that were asked for at first; empty: all of
   *     them
   * @param key that the client shows, for the tokens to be bound to; null: none
   */
  public record Input(String deviceCode, List<String> resources, @Nullable ProvenKey key) {}

  private final Db db;
  private final DeviceCodes codes;
  private final Grants grants;
  private final TokenIssuer issuer;
  private final LoginRecorder logins;

  public DeviceCodeGrant(
      Db db, DeviceCodes codes, Grants grants, TokenIssuer issuer, LoginRecorder logins) {
    this.db = db;
    this.codes = codes;
    this.grants = grants;
    this.issuer = issuer;
    this.logins = logins;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code UNAUTHORIZED_CLIENT}, {@code
   *     INVALID_TARGET}, and as {@link DeviceCodes#redeem}
   */
  public TokenAnswer run(Tenant tenant, Client client, Input input, Caller caller) {
    if (!client.openid().deviceGrant()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception("device_grant is off for this client");
    }
    GrantBasis basis = codes.redeem(tenant, client, input.deviceCode());
    Changes changes = db.changes();
    Grants.Opened opened = grants.open(changes, tenant, client, basis, input.key(), caller);
    logins.record(changes, tenant, client, opened.grant(), caller);
    changes.commit();
    return issuer.answer(
        tenant, client, opened.grant().forResources(input.resources()), opened.refreshToken());
  }
}
