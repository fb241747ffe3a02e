package dev.latchkey.domain.proof;

import dev.latchkey.domain.client.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the server's own access token of a user says. */
record BearerClaims(
    UUID profileId,
    String clientId,
    UUID grantId,
    UUID sessionId,
    List<String> audience,
    Set<String> scopes,
    List<String> userinfoClaims,
    List<String> amr,
    Instant authTime,
    Instant issuedAt) {

  /**
   * @throws IllegalArgumentException when it is not a user's access token
   */
  static BearerClaims of(ObjectNode claims) {
    return new BearerClaims(
        UUID.fromString(claims.path("sub").asString("")),
        claims.path("client_id").asString(""),
        UUID.fromString(claims.path("gid").asString("")),
        UUID.fromString(claims.path("sid").asString("")),
        texts(claims.path("aud")),
        Scopes.parse(claims.path("scope").asString("")),
        texts(claims.path("userinfo_claims")),
        texts(claims.path("amr")),
        Instant.ofEpochSecond(claims.path("auth_time").asLong(0)),
        Instant.ofEpochSecond(claims.path("iat").asLong(0)));
  }

  /** Of a list, or of one text alone. */
  private static List<String> texts(JsonNode claim) {
    return claim.isString()
        ? List.of(claim.asString())
        : claim.valueStream().map(JsonNode::asString).toList();
  }
}
