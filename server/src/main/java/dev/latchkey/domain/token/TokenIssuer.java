package dev.latchkey.domain.token;

import dev.latchkey.domain.client.AccessRequest.Wanted;
import dev.latchkey.domain.client.Acr;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientSignatures;
import dev.latchkey.domain.client.Resources;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.key.Jwts;
import dev.latchkey.domain.profile.ProfileDocument;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes and signs access tokens (RFC 9068) and ID tokens (OpenID Connect Core section 2, contract
 * section 1.13). Thread-safe.
 */
public final class TokenIssuer {

  /** The claims that userinfo tells the bearer beside those of the scopes: ours alone. */
  public static final String USERINFO_CLAIMS = "userinfo_claims";

  private final Jwts jwts;
  private final ClientSignatures signatures;
  private final Secrets secrets;
  private final InstantSource clock;

  public TokenIssuer(Jwts jwts, ClientSignatures signatures, Secrets secrets, InstantSource clock) {
    this.jwts = jwts;
    this.signatures = signatures;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * The answer to a client that was granted something for a user.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code UNAUTHORIZED_CLIENT} when no key was
   *     shown and the client gets no tokens without (RFC 9449 section 5.2)
   */
  public TokenAnswer answer(
      Tenant tenant, Client client, Grant grant, @Nullable String refreshToken) {
    return answer(tenant, client, grant, Wanted.TOKENS, null, refreshToken);
  }

  /**
   * The answer through the browser (OpenID Connect Core sections 3.2.2.5 and 3.3.2.5).
   *
   * @param wanted with an access token
   * @param code beside it; null: none
   * @throws dev.latchkey.domain.error.ApiException as {@link #answer}
   */
  public TokenAnswer frontAnswer(
      Tenant tenant, Client client, Grant grant, Wanted wanted, @Nullable String code) {
    return answer(tenant, client, grant, wanted, code, null);
  }

  private TokenAnswer answer(
      Tenant tenant,
      Client client,
      Grant grant,
      Wanted wanted,
      @Nullable String code,
      @Nullable String refreshToken) {
    requireKey(client, grant.key());
    Set<String> scopes = Resources.scopes(client, grant.wish().resources(), grant.scopes());
    String accessToken = accessToken(tenant, client, grant, scopes);
    boolean withIdToken = wanted.hasIdToken() && grant.hasScope(Scopes.OPENID);
    return new TokenAnswer(
        accessToken,
        type(grant.key()),
        client.lifetimes().accessToken().toSeconds(),
        withIdToken ? idToken(tenant, client, grant, accessToken, code) : null,
        refreshToken,
        Scopes.join(scopes));
  }

  /**
   * The answer to a client that speaks for itself (RFC 6749 section 4.4). Costs a signature, no
   * query.
   *
   * @param key that the token is to be bound to; null: to none
   * @throws dev.latchkey.domain.error.ApiException as {@link #answer}
   */
  public TokenAnswer clientAnswer(
      Tenant tenant,
      Client client,
      Set<String> granted,
      List<String> resources,
      @Nullable ProvenKey key) {
    requireKey(client, key);
    Set<String> scopes = Resources.scopes(client, resources, granted);
    ObjectNode claims =
        common(tenant, client, Scopes.join(scopes), resources, key).put("sub", client.id());
    return new TokenAnswer(
        jwts.sign(tenant, client.accessTokenAlg(), Jwts.ACCESS_TOKEN, claims),
        type(key),
        client.lifetimes().accessToken().toSeconds(),
        null,
        null,
        Scopes.join(scopes));
  }

  private String accessToken(Tenant tenant, Client client, Grant grant, Set<String> scopes) {
    ObjectNode claims =
        common(tenant, client, Scopes.join(scopes), grant.wish().resources(), grant.key())
            .put("sub", grant.profile().id().toString())
            .put("auth_time", grant.authTime().getEpochSecond())
            .put("auth_type", grant.authType())
            .put("sid", grant.sessionId().toString())
            .put("gid", grant.id().toString());
    putAll(claims, "amr", grant.amr());
    claims.put("acr", acr(grant));
    if (!grant.wish().userinfoClaims().isEmpty()) {
      putAll(claims, USERINFO_CLAIMS, grant.wish().userinfoClaims());
    }
    return jwts.sign(tenant, client.accessTokenAlg(), Jwts.ACCESS_TOKEN, claims);
  }

  /** Every way to tokens ends here, also those at which no key can be shown. */
  private static void requireKey(Client client, @Nullable ProvenKey key) {
    if (key == null && client.security().dpopBoundAccessTokens()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception(
          "This client gets tokens that are bound to a key alone");
    }
  }

  private static String type(@Nullable ProvenKey key) {
    return key == null ? "Bearer" : "DPoP";
  }

  private ObjectNode common(
      Tenant tenant, Client client, String scope, List<String> resources, @Nullable ProvenKey key) {
    Instant now = clock.instant();
    ObjectNode claims = Json.object().put("iss", tenant.issuer());
    List<String> audience = Resources.audience(client, resources);
    if (audience.size() == 1) {
      claims.put("aud", audience.getFirst());
    } else {
      putAll(claims, "aud", audience);
    }
    if (key != null) {
      // RFC 9449 section 6.1
      claims.putObject("cnf").put("jkt", key.thumbprint());
    }
    return claims
        .put("client_id", client.id())
        .put("scope", scope)
        .put("iat", now.getEpochSecond())
        .put("exp", now.plus(client.lifetimes().accessToken()).getEpochSecond())
        .put("jti", Digest.base64Url(secrets.bytes(16)));
  }

  /**
   * An ID token; through the browser it may come without an access token.
   *
   * @param accessToken beside it; null: none
   * @param code beside it; null: none
   */
  public String idToken(
      Tenant tenant,
      Client client,
      Grant grant,
      @Nullable String accessToken,
      @Nullable String code) {
    Instant now = clock.instant();
    ObjectNode claims =
        ProfileDocument.claims(grant.profile(), tenant, client, grant.scopes())
            .setAll(
                ProfileDocument.claims(
                    grant.profile(), tenant, client, grant.wish().idTokenClaims()))
            .put("iss", tenant.issuer())
            .put("sub", grant.profile().id().toString())
            .put("azp", client.id())
            .put("iat", now.getEpochSecond())
            .put("exp", now.plus(client.lifetimes().accessToken()).getEpochSecond())
            .put("auth_time", grant.authTime().getEpochSecond())
            .put("auth_type", grant.authType())
            .put("sid", grant.sessionId().toString());
    claims.putArray("aud").add(client.id());
    putAll(claims, "amr", grant.amr());
    claims.put("acr", acr(grant));
    if (grant.nonce() != null) {
      claims.put("nonce", grant.nonce());
    }
    if (grant.isNewUser()) {
      claims.put("new_user", true);
    }
    if (accessToken != null) {
      claims.put("at_hash", leftHalf(client, accessToken));
    }
    if (code != null) {
      claims.put("c_hash", leftHalf(client, code));
    }
    return signatures.sign(tenant, client, Jwts.ID_TOKEN, claims);
  }

  private static String acr(Grant grant) {
    return grant.wish().acr(Acr.of(grant.amr()));
  }

  /**
   * OpenID Connect Core sections 3.1.3.6 and 3.3.2.11: by the hash of the signature's algorithm,
   * SHA-512 for Ed25519 and SHA-256 for all the others that are offered.
   */
  private static String leftHalf(Client client, String token) {
    byte[] text = token.getBytes(StandardCharsets.US_ASCII);
    boolean ed25519 = !client.legacy().hs256IdToken() && client.idTokenAlg().equals("EdDSA");
    byte[] hash = ed25519 ? Digest.sha512(text) : Digest.sha256(text);
    return Digest.base64Url(Arrays.copyOf(hash, hash.length / 2));
  }

  /** Userinfo for a client that wants it signed (OpenID Connect Core section 5.3.2). */
  public String userinfo(Tenant tenant, Client client, String algorithm, ObjectNode document) {
    ObjectNode claims = document.deepCopy().put("iss", tenant.issuer());
    claims.putArray("aud").add(client.id());
    return jwts.sign(tenant, algorithm, Jwts.ID_TOKEN, claims);
  }

  private static void putAll(ObjectNode claims, String name, Collection<String> values) {
    var array = claims.putArray(name);
    values.forEach(array::add);
  }
}
