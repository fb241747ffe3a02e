package dev.latchkey.domain.proof;

import com.nimbusds.jose.Header;
import com.nimbusds.jose.JOSEObject;
import com.nimbusds.jose.JWSAlgorithm;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.key.ForeignJwt;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Checks custom tokens: with one, the back end of a confidential client says which user is there,
 * under the client's secret (contract section 4.6). Each is good once, within a minute.
 */
public final class CustomTokens {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** How far the clock of the client's back end may be off. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  /** Nodes' clocks differ: a nonce is kept somewhat longer than any node takes its token. */
  private static final Duration KEPT_AFTER = Duration.ofMinutes(1);

  /** In seconds: year 9999. */
  private static final long END_OF_TIME = 253_402_300_799L;

  /**
   * A good token, not used up yet.
   *
   * @param expiresAt when it is good no longer
   */
  public record Verified(
      Profile profile, CustomTokenProof proof, String nonce, Instant expiresAt) {}

  private final Profiles profiles;
  private final InstantSource clock;

  public CustomTokens(Profiles profiles, InstantSource clock) {
    this.profiles = profiles;
    this.clock = clock;
  }

  /**
   * @throws ApiException {@code UNSUPPORTED_ALGORITHM}, {@code INVALID_CUSTOM_TOKEN}
   */
  public Verified verify(Tenant tenant, Client client, String token) {
    JsonNode claims = claims(client, token);
    Instant now = clock.instant();
    Instant expiresAt = expiresAt(claims);
    String nonce = claims.path("nonce").asString("");
    if (!claims.path("client_id").asString("").equals(client.id())
        || expiresAt.plus(SKEW).isBefore(now)
        || expiresAt.isAfter(now.plus(LONGEST).plus(SKEW))
        || nonce.isBlank()
        || nonce.length() > Limits.NAME) {
      throw ApiError.INVALID_CUSTOM_TOKEN.exception();
    }
    Profile profile =
        profiles.find(tenant, userId(claims)).orElseThrow(ApiError.INVALID_CUSTOM_TOKEN::exception);
    return new Verified(
        profile, new CustomTokenProof(profile.id(), client.id(), now), nonce, expiresAt);
  }

  /**
   * Adds to the changes that the token is used up. Committing fails with {@link
   * ConstraintViolation} when its nonce was: see {@link #refused}.
   */
  public void useUp(Changes changes, Tenant tenant, Client client, Verified token) {
    changes.add(
        "insert into custom_token_nonce (tenant, client_id, nonce_hash, expires_at)"
            + " values (?, ?, ?, ?)",
        tenant.id(),
        client.id(),
        Digest.sha256(token.nonce()),
        token.expiresAt().plus(KEPT_AFTER));
  }

  /** What to tell the caller whose token was used before. */
  public static ApiException refused(ConstraintViolation violation) {
    return violation.constraint().equals("custom_token_once")
        ? ApiError.INVALID_CUSTOM_TOKEN.exception()
        : ApiError.SERVER_ERROR.causedBy(violation);
  }

  /** The client's secret decides, and HS256 is all that it does (attack class 24). */
  private static JsonNode claims(Client client, String token) {
    try {
      Header header = Header.parse(JOSEObject.split(token)[0]);
      if (!JWSAlgorithm.HS256.equals(header.getAlgorithm())) {
        throw ApiError.UNSUPPORTED_ALGORITHM.exception("A custom token must be signed by HS256");
      }
    } catch (ParseException | IllegalArgumentException e) {
      throw ApiError.INVALID_CUSTOM_TOKEN.causedBy(e);
    }
    return ForeignJwt.read(token)
        .filter(jwt -> client.secrets().stream().anyMatch(jwt::isSignedBySecret))
        .map(ForeignJwt::claims)
        .orElseThrow(ApiError.INVALID_CUSTOM_TOKEN::exception);
  }

  private static Instant expiresAt(JsonNode claims) {
    JsonNode exp = claims.path("exp");
    return exp.isIntegralNumber() && exp.canConvertToLong()
        ? Instant.ofEpochSecond(Math.clamp(exp.asLong(), 0, END_OF_TIME))
        : Instant.EPOCH;
  }

  private static UUID userId(JsonNode claims) {
    try {
      return UUID.fromString(claims.path("sub").asString(""));
    } catch (IllegalArgumentException e) {
      throw ApiError.INVALID_CUSTOM_TOKEN.causedBy(e);
    }
  }
}
