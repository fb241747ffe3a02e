package dev.latchkey.domain.key;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The signing keys of each tenant: one current key for each algorithm, retired ones for as long as
 * their tokens live. Several nodes that need the first key at once agree on one by a unique index.
 * Thread-safe.
 */
public final class SigningKeys {

  /** Algorithms that a client may ask for. */
  public static final List<String> ALGORITHMS = List.of("ES256", "RS256", "PS256");

  /**
   * How long another node's new key may go unnoticed; a new key signs at once only on the node that
   * made it.
   */
  private static final Duration REREAD = Duration.ofMinutes(1);

  private record Row(
      String kid, String algorithm, byte[] privateKey, @Nullable Instant retiredAt) {}

  private record Ring(
      Map<String, SigningKey> current,
      Map<String, SigningKey> byKid,
      byte[] jwks,
      Instant readAt) {}

  private final Db db;
  private final RootKey rootKey;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Map<String, Ring> rings = new ConcurrentHashMap<>();

  public SigningKeys(Db db, RootKey rootKey, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.rootKey = rootKey;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Opens every key that is there, and makes none.
   *
   * @throws WrongRootKey if one was sealed with another root key than this
   */
  public void requireOpen(List<Tenant> tenants) {
    record Sealed(String tenant, String kid, byte[] privateKey) {}
    List<Sealed> all =
        db.list(
            Sealed.class,
            "select tenant, kid, private_key from signing_key where tenant = any(?::text[])",
            tenants.stream().map(Tenant::id).toList());
    for (Sealed key : all) {
      try {
        rootKey.open("signing-key", context(key.tenant(), key.kid()), key.privateKey());
      } catch (RootKey.Unsealable e) {
        throw new WrongRootKey(key.tenant(), e);
      }
    }
  }

  SigningKey current(Tenant tenant, String algorithm) {
    SigningKey key = ring(tenant).current().get(algorithm);
    return key == null ? create(tenant, algorithm) : key;
  }

  Optional<SigningKey> byKid(Tenant tenant, String kid) {
    SigningKey key = ring(tenant).byKid().get(kid);
    if (key == null && mayReread(tenant)) {
      key = read(tenant).byKid().get(kid);
    }
    return Optional.ofNullable(key);
  }

  /** The tenant's public keys as a JWK set (RFC 7517 section 5), as bytes. */
  public byte[] jwks(Tenant tenant) {
    for (String algorithm : List.of("ES256", "RS256")) {
      current(tenant, algorithm);
    }
    return ring(tenant).jwks();
  }

  private Ring ring(Tenant tenant) {
    Ring ring = rings.get(tenant.id());
    return ring == null || ring.readAt().plus(REREAD).isBefore(clock.instant())
        ? read(tenant)
        : ring;
  }

  /** A kid that nobody knows costs a query at most once a second. */
  private boolean mayReread(Tenant tenant) {
    Ring ring = rings.get(tenant.id());
    return ring == null || ring.readAt().plusSeconds(1).isBefore(clock.instant());
  }

  private Ring read(Tenant tenant) {
    List<Row> rows =
        db.list(
            Row.class,
            "select kid, algorithm, private_key, retired_at from signing_key where tenant = ? order"
                + " by created_at desc",
            tenant.id());
    Map<String, SigningKey> current = new HashMap<>();
    Map<String, SigningKey> byKid = new HashMap<>();
    ObjectNode jwks = Json.object();
    ArrayNode keys = jwks.putArray("keys");
    for (Row row : rows) {
      byte[] json = rootKey.open("signing-key", context(tenant.id(), row.kid()), row.privateKey());
      SigningKey key = SigningKey.parse(new String(json, StandardCharsets.UTF_8));
      byKid.put(row.kid(), key);
      keys.add(Json.read(key.publicJson()));
      if (row.retiredAt() == null) {
        current.put(row.algorithm(), key);
      }
    }
    Ring ring = new Ring(current, byKid, Json.write(jwks), clock.instant());
    rings.put(tenant.id(), ring);
    return ring;
  }

  private SigningKey create(Tenant tenant, String algorithm) {
    SigningKey fresh = SigningKey.generate(algorithm, secrets.readable(16));
    byte[] sealed =
        rootKey.seal(
            "signing-key",
            context(tenant.id(), fresh.kid()),
            fresh.privateJson().getBytes(StandardCharsets.UTF_8));
    JsonNode publicKey = Json.read(fresh.publicJson());
    db.update(
        """
        insert into signing_key (tenant, kid, algorithm, private_key, public_key, created_at) values (?, ?, ?, ?, ?, ?)
        on conflict do nothing\
        """,
        tenant.id(),
        fresh.kid(),
        algorithm,
        sealed,
        publicKey,
        clock.instant());
    // Somebody else's may have been first.
    SigningKey agreed = read(tenant).current().get(algorithm);
    if (agreed == null) {
      throw new IllegalStateException("A signing key was stored but cannot be found");
    }
    return agreed;
  }

  private static String context(String tenantId, String kid) {
    return tenantId + "/" + kid;
  }
}
