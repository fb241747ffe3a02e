package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.key.Jwts;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.proof.AccessKind;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.AccessVerifier;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.token.RevokedTokens;
import dev.latchkey.domain.token.TokenIssuer;
import dev.latchkey.platform.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a token is worth now (RFC 7662): nothing, when its client is no more or would not get it any
 * more. One query.
 */
public final class IntrospectToken {

  private final Clients clients;
  private final Jwts jwts;
  private final BearerVerifier bearers;
  private final AccessVerifier accesses;
  private final Grants grants;
  private final RevokedTokens revoked;
  private final InstantSource clock;

  public IntrospectToken(
      Clients clients,
      Jwts jwts,
      BearerVerifier bearers,
      AccessVerifier accesses,
      Grants grants,
      RevokedTokens revoked,
      InstantSource clock) {
    this.clients = clients;
    this.jwts = jwts;
    this.bearers = bearers;
    this.accesses = accesses;
    this.grants = grants;
    this.revoked = revoked;
    this.clock = clock;
  }

  /**
   * As below, for a token of the Access API: with what it is good for, of whom and since when.
   *
   * @param use whether the token lives on for being asked about
   */
  public ObjectNode ofAccess(Tenant tenant, String token, boolean use) {
    return (use ? accesses.lookAndKeep(tenant, token) : accesses.look(tenant, token))
        .filter(access -> isClient(tenant, access.clientId(), client -> true))
        .map(access -> access(tenant, access))
        .orElseGet(() -> Json.object().put("active", false));
  }

  private static ObjectNode access(Tenant tenant, AccessProof access) {
    ObjectNode answer =
        Json.object()
            .put("active", true)
            .put("token_type", "Bearer")
            .put("iss", tenant.issuer())
            .put("sub", access.profileId().toString())
            .put("client_id", access.clientId())
            .put("iat", access.createdAt().getEpochSecond())
            .put("exp", access.expiresAt().getEpochSecond())
            .put("auth_time", access.authTime().getEpochSecond())
            .put("kind", access.kind().name());
    access.amr().forEach(answer.putArray("amr")::add);
    Membership membership = access.membership();
    if (membership != null) {
      answer.put("credential_type", membership.wireRole());
      answer.put("credential_id", Long.toString(membership.userNo()));
      if (access.kind() == AccessKind.ACCESS) {
        answer.put("identity_type", membership.wireType());
        answer.put("identity_id", Long.toString(membership.organisationNo()));
      }
    }
    Instant steppedUpAt = access.steppedUpAt();
    boolean steppedUp = CredentialPolicy.isSteppedUp(tenant, access);
    answer.put("stepped_up", steppedUp);
    return steppedUp && steppedUpAt != null
        ? answer.put("stepped_up_at", steppedUpAt.getEpochSecond())
        : answer;
  }

  /** RFC 7662 section 2.2; {@code {"active": false}} for anything that is not live. */
  public ObjectNode run(Tenant tenant, String token) {
    return jwts.verify(tenant, Jwts.ACCESS_TOKEN, token)
        .flatMap(claims -> accessToken(tenant, token, claims))
        .or(() -> refreshToken(tenant, token))
        .orElseGet(() -> Json.object().put("active", false));
  }

  private Optional<ObjectNode> accessToken(Tenant tenant, String token, ObjectNode claims) {
    String clientId = claims.path("client_id").asString();
    boolean live =
        claims.has("gid")
            ? isClient(tenant, clientId, client -> true) && bearers.isLive(tenant, token)
            : isClient(tenant, clientId, Client::clientCredentials)
                && claims.path("exp").asLong() > clock.instant().getEpochSecond()
                && !revoked.contains(tenant, claims.path("jti").asString());
    if (!live) {
      return Optional.empty();
    }
    ObjectNode answer =
        Json.object().put("active", true).put("token_type", claims.has("cnf") ? "DPoP" : "Bearer");
    answer.setAll(claims);
    answer.remove("gid");
    answer.remove(TokenIssuer.USERINFO_CLAIMS);
    return Optional.of(answer);
  }

  private Optional<ObjectNode> refreshToken(Tenant tenant, String token) {
    return grants
        .find(tenant, token)
        .filter(found -> isClient(tenant, found.clientId(), Client::refreshTokens))
        .map(found ->
            Json.object()
                .put("active", true)
                .put("iss", tenant.issuer())
                .put("sub", found.profileId().toString())
                .put("client_id", found.clientId())
                .put("scope", found.scope())
                .put("iat", found.createdAt().getEpochSecond())
                .put("exp", found.expiresAt().getEpochSecond()));
  }

  private boolean isClient(Tenant tenant, String id, Predicate<Client> mayHaveIt) {
    return clients.find(tenant.id(), id).filter(mayHaveIt).isPresent();
  }
}
