package dev.latchkey.flows.mfa;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.AuthenticatorApps;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.platform.crypto.Base32;
import dev.latchkey.platform.crypto.Totp;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Begin to have an authenticator app as a second factor: the secret for it. */
public final class SetUpApp {

  /**
   * @param secret in base32, for typing
   * @param otpauthUri the same for a QR code, in the form that all apps read
   */
  public record Result(String secret, String otpauthUri) {}

  private final Db db;
  private final CredentialPolicy policy;
  private final AuthenticatorApps apps;
  private final Grants grants;
  private final FactorNotices notices;

  public SetUpApp(
      Db db,
      CredentialPolicy policy,
      AuthenticatorApps apps,
      Grants grants,
      FactorNotices notices) {
    this.db = db;
    this.policy = policy;
    this.apps = apps;
    this.grants = grants;
    this.notices = notices;
  }

  /**
   * @param friendlyName by which the user will know it; empty: none
   * @throws dev.latchkey.domain.error.ApiException {@code MISSING_CONFIG}, {@code
   *     INSUFFICIENT_SCOPE}, {@code ACCESS_TOKEN_NOT_FRESH}, {@code STEP_UP_REQUIRED}
   */
  public Result run(Tenant tenant, OwnerProof owner, String friendlyName, Caller caller) {
    if (!tenant.mfa().offers(FactorKind.TOTP)) {
      throw ApiError.MISSING_CONFIG.exception();
    }
    policy.factorsByFreshEvidence(tenant, owner);
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    byte[] secret = apps.begin(changes, tenant, owner, friendlyName);
    notices.started(changes, tenant, owner.profile(), owner.clientId(), FactorKind.TOTP, caller);
    changes.commit();
    String text = Base32.encode(secret);
    return new Result(text, uri(tenant, owner.profile(), text));
  }

  private static String uri(Tenant tenant, Profile profile, String secret) {
    String account = profile.email() == null ? profile.phoneNumber() : profile.email();
    String issuer = encode(tenant.name());
    return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
        .formatted(
            issuer,
            encode(account == null ? profile.id().toString() : account),
            secret,
            issuer,
            Totp.DIGITS,
            Totp.STEP);
  }

  /** A plus sign stays one to an app: spaces are written out. */
  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
