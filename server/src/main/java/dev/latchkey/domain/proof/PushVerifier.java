package dev.latchkey.domain.proof;

import com.nimbusds.jose.jwk.ECKey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.key.ForeignJwt;
import dev.latchkey.domain.proof.Ceremony.Kind;
import dev.latchkey.domain.proof.Ceremony.Terms;
import dev.latchkey.domain.proof.PasskeyVerifier.Assertion;
import dev.latchkey.domain.proof.PasskeyVerifier.Shown;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.RelyingParty;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Checks what devices sign (Access API contract section 8): their requests, and their answers to
 * challenges. The two have types of their own (RFC 8725 section 3.11), so that neither is good for
 * the other. Thread-safe.
 */
public final class PushVerifier {

  /** {@code typ} of what authenticates a request. */
  public static final String REQUEST = "device-request+jwt";

  /** {@code typ} of an answer. */
  public static final String ANSWER = "push-answer+jwt";

  /** How far the clock of a device may be off, and how long a signed request is good. */
  private static final Duration TOLERANCE = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(PushVerifier.class);

  /**
   * A request as the server sees it.
   *
   * @param path without the query
   */
  public record SignedRequest(String method, String path, byte[] body) {}

  /**
   * What an answer must be over.
   *
   * @param expiresAt in whole seconds
   */
  public record Nonce(String value, Instant expiresAt) {}

  /**
   * A challenge as far as an answer to it is concerned.
   *
   * @param number the public one
   * @param clientId that began it
   */
  public record Asked(long number, UUID profileId, String clientId, PushChannel channel) {}

  /**
   * An answer, as it came.
   *
   * @param approve the decision beside the signature, which must say the same
   * @param jws compact
   * @param assertion over the nonce; null when none was sent
   */
  public record Sent(boolean approve, String jws, @Nullable Assertion assertion) {}

  private record Row(
      UUID id,
      UUID profileId,
      List<String> channels,
      JsonNode publicKey,
      byte @Nullable [] passkeyId,
      Instant lastSeenAt) {}

  private record Signed(DeviceProof device, JsonNode claims) {}

  private final Db db;
  private final PasskeyVerifier passkeys;
  private final PushNonces nonces;
  private final InstantSource clock;

  public PushVerifier(
      Db db, RootKey rootKey, PasskeyVerifier passkeys, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.passkeys = passkeys;
    this.nonces = new PushNonces(rootKey, secrets, clock);
    this.clock = clock;
  }

  /**
   * The device that signed the request: its method, path and body, within the last minute.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_TOKEN_INVALID}
   */
  public DeviceProof request(Tenant tenant, String jws, SignedRequest request) {
    Signed signed = signed(tenant, REQUEST, jws);
    JsonNode claims = signed == null ? null : signed.claims();
    if (signed == null
        || claims == null
        || !text(claims, "aud").equals(tenant.issuer())
        || !text(claims, "htm").equals(request.method())
        || !text(claims, "htu").equals(request.path())
        || !text(claims, "bh").equals(Digest.base64Url(Digest.sha256(request.body())))
        || !isRecent(claims.path("iat").asLong(0))) {
      throw ApiError.ACCESS_TOKEN_INVALID.exception();
    }
    return signed.device();
  }

  private boolean isRecent(long second) {
    long off = Math.abs(clock.instant().getEpochSecond() - second);
    return off <= TOLERANCE.toSeconds();
  }

  /** What the device's answer to the challenge must be over, within the next minute. */
  public Nonce nonce(Tenant tenant, DeviceProof device, long challenge) {
    Instant expiresAt =
        Instant.ofEpochSecond(clock.instant().plus(PushNonces.LIFETIME).getEpochSecond());
    return new Nonce(nonces.issue(tenant, device.deviceId(), challenge, expiresAt), expiresAt);
  }

  /**
   * The answer of a device of the user who is asked, that has the channel which is asked by. The
   * challenge is not used up: whoever does that must see that it is still open.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}: not such an
   *     answer; {@code PASSKEY_FAILED}, {@code ORIGIN_NOT_ALLOWED}: not such a passkey
   */
  public PushAnswer answer(Tenant tenant, Asked asked, Sent sent) {
    Signed signed = signed(tenant, ANSWER, sent.jws());
    if (signed == null || !isOver(tenant, signed, asked, sent.approve())) {
      LOG.debug("An answer to a challenge was not accepted");
      throw ApiError.INVALID_VERIFICATION_CODE.exception().about(asked.profileId());
    }
    DeviceProof device = signed.device();
    if (!sent.approve()) {
      return new PushAnswer(asked.number(), device, null, null);
    }
    Shown shown =
        asked.channel() == PushChannel.BIOMETRIC
            ? userIsThere(tenant, asked, signed, sent.assertion())
            : null;
    return new PushAnswer(
        asked.number(),
        device,
        new PushProof(device.profileId(), device.deviceId(), shown != null, device.at()),
        shown);
  }

  /**
   * The approval of a sandbox, where nobody and nothing is real.
   *
   * @throws IllegalArgumentException when the tenant is none
   */
  public PushProof simulated(Tenant tenant, Asked asked) {
    if (!tenant.isSandbox()) {
      throw new IllegalArgumentException("Nothing is simulated outside of a sandbox");
    }
    return new PushProof(
        asked.profileId(),
        new UUID(0, 0),
        asked.channel() == PushChannel.BIOMETRIC,
        clock.instant());
  }

  private boolean isOver(Tenant tenant, Signed signed, Asked asked, boolean approve) {
    JsonNode claims = signed.claims();
    DeviceProof device = signed.device();
    return device.profileId().equals(asked.profileId())
        && device.channels().contains(asked.channel())
        && text(claims, "aud").equals(tenant.issuer())
        && text(claims, "challenge").equals(Long.toString(asked.number()))
        && text(claims, "decision").equals(approve ? "APPROVE" : "DENY")
        && nonces
            .expiry(tenant, device.deviceId(), asked.number(), text(claims, "nonce"))
            .filter(expiry -> expiry.getEpochSecond() == claims.path("exp").asLong(0))
            .isPresent();
  }

  /** The device's own passkey, which checked its user, over the same nonce. */
  private Shown userIsThere(
      Tenant tenant, Asked asked, Signed signed, @Nullable Assertion assertion) {
    byte[] passkey = signed.device().passkey();
    RelyingParty party = tenant.relyingParty().orElseThrow(ApiError.WEBAUTHN_DISABLED::exception);
    if (assertion == null || passkey == null || !Digest.same(passkey, assertion.credentialId())) {
      throw ApiError.PASSKEY_FAILED.exception().about(asked.profileId());
    }
    String nonce = text(signed.claims(), "nonce");
    Terms terms = new Terms(party.id(), tenant.publicUrl(), true, null, null, true, null);
    Shown shown =
        passkeys.shown(
            tenant,
            new Ceremony(
                Digest.sha256(nonce),
                nonce,
                Kind.APPROVAL,
                asked.clientId(),
                asked.profileId(),
                terms),
            assertion);
    if (!shown.proof().isUserVerified()) {
      throw ApiError.PASSKEY_FAILED.exception().about(asked.profileId());
    }
    return shown;
  }

  /**
   * What a device signed as that type. The key is the one it was linked with; a key in the header
   * is not looked at (attack class 24). Null when it is nothing of the kind.
   */
  private @Nullable Signed signed(Tenant tenant, String type, String jws) {
    ForeignJwt jwt = ForeignJwt.read(jws).orElse(null);
    if (jwt == null
        || !jwt.algorithm().equals("ES256")
        || jwt.header().getType() == null
        || !jwt.header().getType().getType().equals(type)
        || jwt.header().getKeyID() == null) {
      return null;
    }
    try {
      Row row = row(tenant, UUID.fromString(jwt.header().getKeyID()));
      return row != null && jwt.isSignedBy(List.of(ECKey.parse(Json.text(row.publicKey()))))
          ? new Signed(device(row), jwt.claims())
          : null;
    } catch (ParseException | IllegalArgumentException e) {
      return null;
    }
  }

  private @Nullable Row row(Tenant tenant, UUID id) {
    return db.one(
            Row.class,
            """
            select device.id, device.profile_id, device.channels, device.public_key, device.passkey_id, device.last_seen_at
            from push_device as device
              join profile on profile.tenant = device.tenant and profile.id = device.profile_id
            where device.tenant = ? and device.id = ? and profile.suspended_at is null\
            """,
            tenant.id(),
            id)
        .orElse(null);
  }

  private DeviceProof device(Row row) {
    Set<PushChannel> channels = EnumSet.noneOf(PushChannel.class);
    row.channels().forEach(name -> channels.add(PushChannel.of(name).orElseThrow()));
    return new DeviceProof(
        row.id(), row.profileId(), channels, row.passkeyId(), row.lastSeenAt(), clock.instant());
  }

  private static String text(JsonNode claims, String name) {
    return claims.path(name).asString("");
  }
}
